package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.grpc.Metadata;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both transports read the same rules. */
class SelectorHeadersTest {
    private static VersionRequest rest(String name, String... values) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String value : values) {
            headers.add(name, value);
        }
        return SelectorHeaders.versionRequest(headers, VersionChoice.NONE);
    }

    private static VersionRequest grpc(String name, String... values) {
        Metadata metadata = new Metadata();
        for (String value : values) {
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        }
        return new GrpcCallMetadata(metadata).versionRequest(VersionChoice.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-model-version", "x-model-label", "x-selector-key"})
    void twiceWithDifferentValues_isRefusedByName_onBothTransports(String name) {
        assertThatThrownBy(() -> rest(name, "1", "2")).hasMessage(name + " came twice, with different values");
        assertThatThrownBy(() -> grpc(name, "1", "2")).hasMessage(name + " came twice, with different values");
    }

    @Test
    void twiceWithTheSameValue_isOne_onBothTransports() {
        VersionRequest one = new VersionRequest(VersionChoice.NONE, new VersionChoice.Version(2), null);
        assertThat(rest("X-Model-Version", "2", "2")).isEqualTo(one);
        assertThat(grpc("x-model-version", "2", "2")).isEqualTo(one);
    }

    @Test
    void none_asksForNothing_onBothTransports() {
        VersionRequest any = new VersionRequest(VersionChoice.NONE, VersionChoice.NONE, null);
        assertThat(rest("other")).isEqualTo(any).isEqualTo(grpc("other"));
    }
}
