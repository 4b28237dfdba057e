package io.algorithmselector.administration;

import io.algorithmselector.administration.IndexRow.State;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.lifecycle.VersionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/** What there is, version by version. Pure. */
final class RepositoryIndex {
    private static final String UNLOADED = "unloaded";
    private static final String NOT_BEGUN = "not begun yet";

    private RepositoryIndex() {}

    /** By model and version, in the order of their names and numbers. */
    static List<IndexRow> of(DesiredState desired, ServingState state) {
        List<IndexRow> rows = new ArrayList<>();
        for (String name : desired.known().keySet()) {
            ServingModel shown = state.model(name);
            if (!desired.wanted().containsKey(name)) {
                unloaded(name, desired.unloaded(name), rows);
            } else if (shown == null) {
                rows.add(new IndexRow(name, "", State.LOADING, NOT_BEGUN));
            } else {
                rows(shown, rows);
            }
        }
        return rows;
    }

    private static void unloaded(String name, NavigableSet<Long> versions, List<IndexRow> rows) {
        if (versions.isEmpty()) {
            rows.add(new IndexRow(name, "", State.UNAVAILABLE, UNLOADED));
        }
        for (long version : versions) {
            rows.add(new IndexRow(name, Long.toString(version), State.UNAVAILABLE, UNLOADED));
        }
    }

    private static void rows(ServingModel model, List<IndexRow> rows) {
        if (model.versions().isEmpty()) {
            rows.add(noVersion(model));
        }
        for (VersionStatus status : model.versions().values()) {
            rows.add(new IndexRow(model.name(), Long.toString(status.id().number()), state(status), reason(status)));
        }
    }

    private static IndexRow noVersion(ServingModel model) {
        VersionStatus.Cause error = model.repositoryError();
        if (error != null) {
            return new IndexRow(model.name(), "", State.UNAVAILABLE, error.message());
        }
        return model.settled()
                ? new IndexRow(model.name(), "", State.UNAVAILABLE, "there is no version in its base path")
                : new IndexRow(model.name(), "", State.LOADING, NOT_BEGUN);
    }

    private static State state(VersionStatus status) {
        return switch (status.state()) {
            case START, LOADING -> State.LOADING;
            case AVAILABLE -> State.READY;
            case UNLOADING -> State.UNLOADING;
            case END -> State.UNAVAILABLE;
        };
    }

    private static String reason(VersionStatus status) {
        VersionStatus.Cause error = status.error();
        if (error != null) {
            return error.message();
        }
        return switch (status.state()) {
            case START -> NOT_BEGUN;
            case LOADING, AVAILABLE, UNLOADING -> "";
            case END -> UNLOADED;
        };
    }
}
