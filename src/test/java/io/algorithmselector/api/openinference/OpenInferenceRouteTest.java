package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.ServingException;
import io.algorithmselector.selection.VersionChoice;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenInferenceRouteTest {
    static Stream<Arguments> routes() {
        VersionChoice one = new VersionChoice.Version(1);
        VersionChoice label = new VersionChoice.Label("canary");
        return Stream.of(
                Arguments.of("/v2", new OpenInferenceRoute.ServerMetadata(), "GET"),
                Arguments.of("/v2/health/live", new OpenInferenceRoute.ServerLive(), "GET"),
                Arguments.of("/v2/health/ready", new OpenInferenceRoute.ServerReady(), "GET"),
                Arguments.of("/v2/models/m", new OpenInferenceRoute.ModelMetadata("m", VersionChoice.NONE), "GET"),
                Arguments.of(
                        "/v2/models/M%20%C3%A4",
                        new OpenInferenceRoute.ModelMetadata("M ä", VersionChoice.NONE), "GET"),
                Arguments.of("/v2/models/m/versions/1", new OpenInferenceRoute.ModelMetadata("m", one), "GET"),
                Arguments.of("/v2/models/m/versions/canary", new OpenInferenceRoute.ModelMetadata("m", label), "GET"),
                Arguments.of("/v2/models/m/ready", new OpenInferenceRoute.ModelReady("m", VersionChoice.NONE), "GET"),
                Arguments.of("/v2/models/m/versions/1/ready", new OpenInferenceRoute.ModelReady("m", one), "GET"),
                Arguments.of("/v2/models/m/infer", new OpenInferenceRoute.Infer("m", VersionChoice.NONE), "POST"),
                Arguments.of("/v2/models/m/versions/canary/infer", new OpenInferenceRoute.Infer("m", label), "POST"),
                Arguments.of(
                        "/v2/models/m/config",
                        new OpenInferenceRoute.ModelConfiguration("m", VersionChoice.NONE),
                        "GET"),
                Arguments.of(
                        "/v2/models/m/versions/1/config", new OpenInferenceRoute.ModelConfiguration("m", one), "GET"),
                Arguments.of("/v2/models/stats", new OpenInferenceRoute.Statistics("", VersionChoice.NONE), "GET"),
                Arguments.of("/v2/models/m/stats", new OpenInferenceRoute.Statistics("m", VersionChoice.NONE), "GET"),
                Arguments.of("/v2/models/m/versions/1/stats", new OpenInferenceRoute.Statistics("m", one), "GET"),
                Arguments.of("/v2/repository/index", new OpenInferenceRoute.RepositoryIndex(), "POST"),
                Arguments.of(
                        "/v2/repository/models/m/load", new OpenInferenceRoute.RepositoryChange("m", true), "POST"),
                Arguments.of(
                        "/v2/repository/models/m/unload", new OpenInferenceRoute.RepositoryChange("m", false), "POST"),
                Arguments.of(
                        "/v2/systemsharedmemory/status", new OpenInferenceRoute.NotServed("systemsharedmemory"), null),
                Arguments.of(
                        "/v2/systemsharedmemory/region/r/register",
                        new OpenInferenceRoute.NotServed("systemsharedmemory"),
                        null),
                Arguments.of(
                        "/v2/cudasharedmemory/region/r/unregister",
                        new OpenInferenceRoute.NotServed("cudasharedmemory"),
                        null),
                Arguments.of("/v2/trace/setting", new OpenInferenceRoute.NotServed("trace"), null),
                Arguments.of("/v2/models/m/trace/setting", new OpenInferenceRoute.NotServed("trace"), null),
                Arguments.of("/v2/logging", new OpenInferenceRoute.NotServed("logging"), null));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void path_ofTheApi_isItsRoute(String path, OpenInferenceRoute expected, @Nullable String method) {
        OpenInferenceRoute route = OpenInferenceRoute.of(path);
        assertThat(route).isEqualTo(expected);
        assertThat(expected.method()).isEqualTo(method);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/V2",
                "/v2/",
                "/v2/Models/m",
                "/v2/models",
                "/v2/models/",
                "/v2/models/m/",
                "/v2/models//infer",
                "/v2/models/m/Infer",
                "/v2/models/m/versions",
                "/v2/models/m/versions/",
                "/v2/models/m/versions/1/2",
                "/v2/models/m/labels/canary",
                "/v2/models/m/infer/",
                "/v2/health",
                "/v2/health/started",
                "/v2/repository",
                "/v2/repository/models/m",
                "/v2/repository/r/index",
                "/v2/loggings",
                "/v2/tracer/setting"
            })
    void path_ofNoRoute_isNull(String path) {
        assertThat(OpenInferenceRoute.of(path)).isNull();
    }

    @Test
    void model_namedStats_isReachedByItsVersions() {
        assertThat(OpenInferenceRoute.of("/v2/models/stats/infer"))
                .isEqualTo(new OpenInferenceRoute.Infer("stats", VersionChoice.NONE));
    }

    @Test
    void version_beyond63Bits_isRefused() {
        assertThatThrownBy(() -> OpenInferenceRoute.of("/v2/models/m/versions/99999999999999999999/infer"))
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("99999999999999999999");
    }

    @Test
    void name_notUtf8_isRefused() {
        assertThatThrownBy(() -> OpenInferenceRoute.of("/v2/models/%FF/infer"))
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("%FF");
    }
}
