package io.algorithmselector.api.openinference;

import io.algorithmselector.api.transport.RawPath;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.selection.VersionChoice;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a REST request at or below {@code /v2} asks for. Read from the path as it stands in the request line, whose fixed words are
 * exact in case; names are decoded only after the path has been taken apart. A version is a number or a label.
 */
sealed interface OpenInferenceRoute {
    String GET = "GET";
    String POST = "POST";

    /** {@code GET /v2}. */
    record ServerMetadata() implements OpenInferenceRoute {}

    /** {@code GET /v2/health/live}. */
    record ServerLive() implements OpenInferenceRoute {}

    /** {@code GET /v2/health/ready}. */
    record ServerReady() implements OpenInferenceRoute {}

    /** {@code GET /v2/models/…}. */
    record ModelMetadata(String model, VersionChoice version) implements OpenInferenceRoute {}

    /** {@code GET /v2/models/…/ready}. */
    record ModelReady(String model, VersionChoice version) implements OpenInferenceRoute {}

    /** {@code GET /v2/models/…/config}. */
    record ModelConfiguration(String model, VersionChoice version) implements OpenInferenceRoute {}

    /**
     * {@code GET /v2/models/…/stats}, {@code GET /v2/models/stats}.
     *
     * @param model empty for all
     */
    record Statistics(String model, VersionChoice version) implements OpenInferenceRoute {}

    /** {@code POST /v2/models/…/infer}. */
    record Infer(String model, VersionChoice version) implements OpenInferenceRoute {}

    /** {@code POST /v2/repository/index}. */
    record RepositoryIndex() implements OpenInferenceRoute {}

    /** {@code POST /v2/repository/models/…/load} or {@code …/unload}. */
    record RepositoryChange(String model, boolean load) implements OpenInferenceRoute {}

    /** What Triton has and this server does not, such as {@code trace}. */
    record NotServed(String what) implements OpenInferenceRoute {}

    /** The only method that the route takes; null if it answers all of them alike. */
    default @Nullable String method() {
        return switch (this) {
            case ServerMetadata _,
                    ServerLive _,
                    ServerReady _,
                    ModelMetadata _,
                    ModelReady _,
                    ModelConfiguration _,
                    Statistics _ -> GET;
            case Infer _, RepositoryIndex _, RepositoryChange _ -> POST;
            case NotServed _ -> null;
        };
    }

    /**
     * Reads a path.
     *
     * @param rawPath as it came, without the query
     * @return null if it is none of the API's
     * @throws ServingException with {@code InvalidInput} if a name in it is not UTF-8, or a version's number too large
     */
    static @Nullable OpenInferenceRoute of(String rawPath) {
        return switch (rawPath) {
            case "/v2" -> new ServerMetadata();
            case "/v2/health/live" -> new ServerLive();
            case "/v2/health/ready" -> new ServerReady();
            case "/v2/models/stats" -> new Statistics("", VersionChoice.NONE);
            case "/v2/repository/index" -> new RepositoryIndex();
            default -> Paths.read(rawPath);
        };
    }

    /** The grammar of the paths that hold names. */
    final class Paths {
        private static final Pattern MODEL =
                Pattern.compile("/v2/models/(?<model>[^/]+)(?:/versions/(?<version>[^/]+))?"
                        + "(?:/(?<what>ready|infer|stats|config|trace/setting))?");
        private static final Pattern CHANGE =
                Pattern.compile("/v2/repository/models/(?<model>[^/]+)/(?<change>load|unload)");
        private static final Pattern NOT_SERVED =
                Pattern.compile("/v2/(?<what>systemsharedmemory|cudasharedmemory|trace|logging)(?:/.*)?");

        private Paths() {}

        private static @Nullable OpenInferenceRoute read(String path) {
            Matcher model = MODEL.matcher(path);
            if (model.matches()) {
                return model(model);
            }
            Matcher change = CHANGE.matcher(path);
            if (change.matches()) {
                return new RepositoryChange(
                        RawPath.decode(change.group("model")), "load".equals(change.group("change")));
            }
            Matcher notServed = NOT_SERVED.matcher(path);
            return notServed.matches() ? new NotServed(notServed.group("what")) : null;
        }

        private static OpenInferenceRoute model(Matcher matcher) {
            String model = RawPath.decode(matcher.group("model"));
            String given = matcher.group("version");
            VersionChoice version =
                    given == null ? VersionChoice.NONE : VersionChoice.numberOrLabel(RawPath.decode(given));
            return switch (matcher.group("what")) {
                case null -> new ModelMetadata(model, version);
                case "ready" -> new ModelReady(model, version);
                case "infer" -> new Infer(model, version);
                case "stats" -> new Statistics(model, version);
                case "config" -> new ModelConfiguration(model, version);
                default -> new NotServed("trace");
            };
        }
    }
}
