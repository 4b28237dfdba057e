package io.algorithmselector.api.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceRequest;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.Shape;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModels;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestInferenceTest {
    private final List<String> heard = new ArrayList<>();
    private final Inference inference = new Inference(
            FakeModels.all(),
            new VersionSelector(),
            event -> heard.add(event.version() + " " + event.code()),
            System::nanoTime);

    private Response answer(RestInference.Work work) {
        return RestInference.answer(
                inference.begin(Protocol.TENSORFLOW, Transport.REST, FakeModels.HALF_PLUS),
                "body".getBytes(UTF_8),
                work,
                failure -> new ApiError(
                        failure instanceof Failure.AtLimit ? ErrorCode.RESOURCE_EXHAUSTED : ErrorCode.INTERNAL,
                        599,
                        failure.message()));
    }

    private static void run(InferenceCall call) {
        call.run(new InferenceRequest(
                new VersionRequest(new VersionChoice.Version(1), VersionChoice.NONE, null),
                "",
                signature -> Map.of("x", FakeModels.floats(Shape.of(1), 1)),
                Set.of()));
    }

    @Test
    void answered_isCountedOnceAndTellsTheVersion() {
        try (Response response = answer((call, body) -> {
            run(call);
            return Response.ok(new String(body, UTF_8));
        })) {
            assertThat(response.getEntity()).isEqualTo("body");
            assertThat(response.getHeaderString("x-model-version")).isEqualTo("1");
        }
        assertThat(heard).containsExactly("half_plus/1 OK");
    }

    @Test
    void failedAfterTheVersionWasChosen_isCountedOnceAndTellsTheVersion() {
        try (Response response = answer((call, body) -> {
            run(call);
            throw new IllegalStateException("secret");
        })) {
            assertThat(response.getStatus()).isEqualTo(599);
            assertThat(new String((byte[]) response.getEntity(), UTF_8))
                    .contains("internal error")
                    .doesNotContain("secret");
            assertThat(response.getHeaderString("x-model-version")).isEqualTo("1");
        }
        assertThat(heard).containsExactly("half_plus/1 INTERNAL");
    }

    @Test
    void outOfMemory_isTheProtocolsError() {
        try (Response response = answer((call, body) -> {
            throw new OutOfMemoryError("Java heap space");
        })) {
            assertThat(new String((byte[]) response.getEntity(), UTF_8)).contains("not enough memory");
        }
        assertThat(heard).containsExactly("null RESOURCE_EXHAUSTED");
    }
}
