package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a request sees before there is a catalogue, and once the end has begun. */
final class ServingStateTest {
    private final LifecycleFixture at = new LifecycleFixture();

    private static Failure failure(ThrowingCallable call) {
        return catchThrowableOfType(ServingException.class, call).failure();
    }

    @Test
    void noCatalogueYet_everyModel_isUnavailableAndNotUnknown() {
        assertThat(at.reconciler.phase()).isEqualTo(Phase.UNREAD);
        Failure expected = new Failure.Unavailable("no catalogue has been read yet");
        assertThat(failure(() -> at.reconciler.known("m"))).isEqualTo(expected);
        assertThat(failure(() -> at.reconciler.serving("m"))).isEqualTo(expected);
    }

    @Test
    void catalogueRead_modelThatIsNotInIt_isUnknown() {
        at.apply();
        assertThat(at.reconciler.phase()).isEqualTo(Phase.SERVING);
        assertThat(failure(() -> at.reconciler.known("m"))).isEqualTo(new Failure.ModelNotFound("m"));
        assertThat(failure(() -> at.reconciler.serving("m"))).isEqualTo(new Failure.ModelNotFound("m"));
    }

    @Test
    void catalogueRead_modelOfIt_isFound() {
        at.apply(wants(1L));
        assertThat(at.reconciler.known("m").name()).isEqualTo("m");
        assertThat(at.reconciler.serving("m").name()).isEqualTo("m");
    }

    @Test
    void stopping_model_isShownAndAnswersNobody() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        var _ = at.reconciler.stop();
        at.threads.settle();
        assertThat(at.reconciler.phase()).isEqualTo(Phase.STOPPING);
        assertThat(at.reconciler.known("m").states()).containsEntry(1L, "END");
        Failure expected = new Failure.Unavailable("the server is stopping");
        assertThat(failure(() -> at.reconciler.serving("m"))).isEqualTo(expected);
        assertThat(failure(() -> at.reconciler.known("x"))).isEqualTo(expected);
    }

    @Test
    void stoppedBeforeACatalogue_isStopping() {
        var _ = at.reconciler.stop();
        at.threads.settle();
        assertThat(failure(() -> at.reconciler.known("m")))
                .isEqualTo(new Failure.Unavailable("the server is stopping"));
    }

    @Test
    void subscribe_changes_areToldOnceTheyShow() {
        at.repositories.put("/m", 1, "a");
        AtomicInteger changes = new AtomicInteger();
        try (ServingChanges.Subscription _ = at.reconciler.subscribe(() -> {
            changes.incrementAndGet();
            shown = at.reconciler.models().keySet().toString();
        })) {
            at.apply(wants(1L));
        }
        assertThat(shown).isEqualTo("[m]");
        int heard = changes.get();
        assertThat(heard).isPositive();
        at.apply();
        assertThat(changes).as("after it was closed").hasValue(heard);
    }

    private String shown = "";

    @Test
    void subscribe_taskThatThrows_keepsNobodyElseFromHearing() {
        AtomicInteger changes = new AtomicInteger();
        var _ = at.reconciler.subscribe(() -> {
            throw new AssertionError("expected in the log of this test");
        });
        var _ = at.reconciler.subscribe(changes::incrementAndGet);
        at.apply();
        assertThat(changes).hasPositiveValue();
    }
}
