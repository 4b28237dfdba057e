package io.algorithmselector.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.model.VersionId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InferenceObserversTest {
    private final List<String> heard = new ArrayList<>();
    private final InferenceObserver both = InferenceObserver.all(List.of(new Named("a"), new Named("b")));

    private static InferenceEvent event(String code) {
        return new InferenceEvent(Protocol.TENSORFLOW, Transport.REST, "m", null, null, code, 1, -1, -1, -1, 0, 0);
    }

    @Test
    void finished_withoutAVersion_tellsAll() {
        both.finished(event("NOT_FOUND"));
        assertThat(heard).containsExactly("a NOT_FOUND", "b NOT_FOUND");
    }

    @Test
    void held_endIsToldToWhatEachReturned() {
        both.held(new VersionId("m", 1)).finished(event("OK"));
        both.held(new VersionId("m", 2)).finished(event("INTERNAL"));
        assertThat(heard).containsExactly("a m/1 OK", "b m/1 OK", "a m/2 INTERNAL", "b m/2 INTERNAL");
    }

    private final class Named implements InferenceObserver {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public void finished(InferenceEvent event) {
            heard.add(name + " " + event.code());
        }

        @Override
        public InferenceObserver held(VersionId version) {
            return event -> heard.add(name + " " + version + " " + event.code());
        }
    }
}
