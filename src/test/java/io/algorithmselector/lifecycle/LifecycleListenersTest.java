package io.algorithmselector.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.VersionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LifecycleListenersTest {
    private static final VersionId ID = new VersionId("m", 1);

    private final List<String> heard = new ArrayList<>();

    @Test
    void all_everyEvent_isToldToEachInOrder() {
        LifecycleListener both = LifecycleListener.all(List.of(new Named("a"), new Named("b")));
        both.changed(new VersionStatus(ID, State.LOADING, null));
        both.loaded(ID, new LoadTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0));
        both.polled("m");
        both.downloaded("m", 7);
        both.repositoryFailed("m");
        both.forgotten(ID);
        both.modelForgotten("m");
        assertThat(heard)
                .containsExactly(
                        "a LOADING",
                        "b LOADING",
                        "a loaded",
                        "b loaded",
                        "a polled m",
                        "b polled m",
                        "a downloaded 7 of m",
                        "b downloaded 7 of m",
                        "a failed m",
                        "b failed m",
                        "a forgotten",
                        "b forgotten",
                        "a forgot m",
                        "b forgot m");
    }

    @Test
    void all_oneThrows_theOthersHearAllTheSame() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        LifecycleListener all = LifecycleListener.all(List.of(throwing(first), throwing(second), new Named("c")));
        assertThatThrownBy(() -> all.forgotten(ID)).isSameAs(first).hasSuppressedException(second);
        assertThat(heard).containsExactly("c forgotten");
    }

    private static LifecycleListener throwing(RuntimeException exception) {
        return new LifecycleListener() {
            @Override
            public void forgotten(VersionId id) {
                throw exception;
            }
        };
    }

    private final class Named implements LifecycleListener {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public void changed(VersionStatus status) {
            heard.add(name + " " + status.state());
        }

        @Override
        public void polled(String model) {
            heard.add(name + " polled " + model);
        }

        @Override
        public void downloaded(String model, long bytes) {
            heard.add(name + " downloaded " + bytes + " of " + model);
        }

        @Override
        public void repositoryFailed(String model) {
            heard.add(name + " failed " + model);
        }

        @Override
        public void modelForgotten(String model) {
            heard.add(name + " forgot " + model);
        }

        @Override
        public void loaded(VersionId id, LoadTimes times) {
            heard.add(name + " loaded");
        }

        @Override
        public void forgotten(VersionId id) {
            heard.add(name + " forgotten");
        }
    }
}
