package io.algorithmselector.lifecycle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.VersionId;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

final class CountedServableTest {
    private static final VersionId ID = new VersionId("m", 1);

    private final FakeLoader loader = new FakeLoader();
    private final FakeServable servable = (FakeServable) loader.load(ID, Path.of("a"), EngineOptions.DEFAULT);
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final CountedServable counted = new CountedServable(ID, servable, closing::add);

    private ServableHandle acquire() {
        return requireNonNull(counted.acquire());
    }

    private void runClosing() {
        while (!closing.isEmpty()) {
            closing.remove().run();
        }
    }

    @Test
    void acquire_serving_givesTheServable() {
        try (ServableHandle handle = acquire()) {
            assertThat(handle.servable()).isSameAs(servable);
            assertThat(handle.id()).isEqualTo(ID);
            assertThat(counted.open()).isEqualTo(1);
        }
        assertThat(counted.open()).isZero();
    }

    @Test
    void close_lastHandleWithoutDrain_keepsTheServable() {
        acquire().close();
        runClosing();
        assertThat(servable.closed()).isFalse();
        acquire().close();
    }

    @Test
    void drain_noHandleOpen_closes() {
        var closed = counted.drain().toCompletableFuture();
        assertThat(closed).isNotDone();
        runClosing();
        assertThat(closed).isCompleted();
        assertThat(servable.closed()).isTrue();
    }

    @Test
    void acquire_draining_admitsNobody() {
        ServableHandle handle = acquire();
        counted.drain();
        assertThat(counted.acquire()).isNull();
        handle.close();
        assertThat(counted.acquire()).isNull();
    }

    @Test
    void drain_handlesOpen_closesAfterTheLast() {
        ServableHandle first = acquire();
        ServableHandle second = acquire();
        counted.drain();
        assertThat(counted.open()).isEqualTo(2);
        first.close();
        runClosing();
        assertThat(servable.closed()).isFalse();
        second.close();
        assertThat(servable.closed()).as("never in the thread of a call").isFalse();
        runClosing();
        assertThat(servable.closed()).isTrue();
    }

    @Test
    void close_handleTwice_countsOnce() {
        ServableHandle first = acquire();
        ServableHandle second = acquire();
        first.close();
        first.close();
        assertThat(counted.open()).isEqualTo(1);
        counted.drain();
        first.close();
        runClosing();
        assertThat(servable.closed()).isFalse();
        second.close();
        second.close();
        runClosing();
        assertThat(servable.closed()).isTrue();
        assertThat(loader.violations()).isEmpty();
    }

    @Test
    void drain_twice_closesOnce() {
        counted.drain();
        assertThat(counted.drain()).isSameAs(counted.drain());
        runClosing();
        assertThat(loader.live()).isZero();
        assertThat(loader.violations()).isEmpty();
    }

    @Test
    void drain_closeThrows_says() {
        loader.failClose(new IllegalStateException("native trouble"));
        var closed = counted.drain().toCompletableFuture();
        runClosing();
        assertThatThrownBy(closed::join).hasMessageContaining("native trouble");
    }

    @Test
    void cancel_draining_reachesTheServable() {
        ServableHandle handle = acquire();
        counted.drain();
        counted.cancel();
        assertThat(servable.cancelled()).isTrue();
        assertThat(servable.closed()).isFalse();
        handle.close();
    }
}
