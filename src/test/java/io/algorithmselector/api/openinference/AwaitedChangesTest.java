package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AwaitedChangesTest {
    @Test
    void await_beyondTheMostThatMayWait_isRefusedBeforeAnythingIsAskedFor_untilOneEnds() throws InterruptedException {
        AwaitedChanges changes = new AwaitedChanges(1);
        CompletableFuture<@Nullable Void> running = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        Thread first = Thread.ofVirtual()
                .start(() -> changes.await(() -> {
                    asked.countDown();
                    return running;
                }));
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        AtomicInteger asks = new AtomicInteger();
        Supplier<CompletionStage<@Nullable Void>> second = () -> {
            asks.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        };
        assertThat(catchThrowableOfType(ServingException.class, () -> changes.await(second))
                        .failure())
                .isInstanceOf(Failure.Unavailable.class)
                .extracting(Failure::message)
                .asString()
                .startsWith("nothing has been changed: 1 requests to load or unload a model are waiting already");
        assertThat(asks).hasValue(0);
        running.complete(null);
        first.join();
        changes.await(second);
        assertThat(asks).hasValue(1);
    }

    @Test
    void await_ofAChangeThatFails_isItsReason_andFreesThePlace() {
        AwaitedChanges changes = new AwaitedChanges(1);
        ServingException reason = new ServingException(new Failure.ModelNotFound("m"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> changes.await(() -> CompletableFuture.failedFuture(reason)))
                    .isSameAs(reason);
            assertThatThrownBy(() -> changes.await(() -> {
                        throw new ServingException(new Failure.PermissionDenied("off"));
                    }))
                    .isInstanceOf(ServingException.class);
        }
    }
}
