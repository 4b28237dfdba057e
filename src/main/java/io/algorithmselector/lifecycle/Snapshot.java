package io.algorithmselector.lifecycle;

import io.algorithmselector.model.VersionId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** All models of the catalogue at one moment, in the order of their names. */
record Snapshot(SequencedMap<String, ServingModel> models, boolean ready, Phase phase, long generation) {
    static final Snapshot EMPTY = new Snapshot(new LinkedHashMap<>(), false, Phase.UNREAD, 0);

    Snapshot {
        models = Collections.unmodifiableSequencedMap(models);
    }

    List<VersionId> notEnded() {
        return models.values().stream()
                .flatMap(model -> model.versions().values().stream())
                .filter(status -> status.state() != State.END)
                .map(VersionStatus::id)
                .toList();
    }
}
