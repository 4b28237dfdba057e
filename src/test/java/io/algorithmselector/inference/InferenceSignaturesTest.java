package io.algorithmselector.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModel;
import io.algorithmselector.testing.FakeServable;
import io.algorithmselector.testing.FakeServing;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InferenceSignaturesTest {
    private final FakeModel model = new FakeModel("m")
            .available(1, servable("old"))
            .available(2, servable("new"))
            .label("stable", 1);
    private final InferenceObserver failing = new InferenceObserver() {
        @Override
        public InferenceObserver held(io.algorithmselector.model.VersionId version) {
            throw new AssertionError("observed");
        }

        @Override
        public void finished(InferenceEvent event) {
            throw new AssertionError("observed");
        }
    };
    private final Inference inference =
            new Inference(new FakeServing().with(model), new VersionSelector(), failing, () -> 0);
    private final InferenceCall call = inference.begin(Protocol.TENSORFLOW, Transport.REST, "m");

    private static FakeServable servable(String signature) {
        return new FakeServable()
                .with(Signature.of(signature, Signature.PREDICT, List.of(), List.of()), inputs -> new TreeMap<>());
    }

    @AfterEach
    void noHandleIsOpen() {
        assertThat(model.openHandles()).isZero();
    }

    @Test
    void signatures_areThoseOfTheVersionThatWouldAnswer() {
        assertThat(call.signatures(VersionRequest.ANY)).containsOnlyKeys("new");
        assertThat(call.version()).hasToString("m/2");
        InferenceCall labelled = inference.begin(Protocol.TENSORFLOW, Transport.REST, "m");
        assertThat(labelled.signatures(VersionRequest.named(new VersionChoice.Label("stable"))))
                .containsOnlyKeys("old");
        assertThat(labelled.version()).hasToString("m/1");
    }

    @Test
    void signatures_noVersionWouldAnswer_saysWhy() {
        InferenceCall unknown = inference.begin(Protocol.TENSORFLOW, Transport.REST, "none");
        assertThatThrownBy(() -> unknown.signatures(VersionRequest.ANY))
                .isInstanceOfSatisfying(
                        ServingException.class,
                        e -> assertThat(e.failure()).isEqualTo(new Failure.ModelNotFound("none")));
        assertThat(unknown.version()).isNull();
    }
}
