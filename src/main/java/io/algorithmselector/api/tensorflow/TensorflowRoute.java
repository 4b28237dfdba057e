package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.transport.RawPath;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.selection.VersionChoice;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a REST request below {@code /v1} asks for. Read from the path as it stands in the request line: the fixed words ignore
 * case, {@code %3A} may stand for the colon, and the rest is decoded only after the path has been taken apart.
 */
sealed interface TensorflowRoute {
    /** {@code POST …:predict}, {@code …:classify} or {@code …:regress}. */
    record Infer(String model, VersionChoice version, Method method) implements TensorflowRoute {}

    /** {@code GET …}: the states of a model's versions. */
    record Status(String model, VersionChoice version) implements TensorflowRoute {}

    /** {@code GET …/metadata}. */
    record Metadata(String model, VersionChoice version) implements TensorflowRoute {}

    /** What a model is to do. */
    enum Method {
        PREDICT,
        CLASSIFY,
        REGRESS
    }

    /**
     * Reads a request line.
     *
     * @param rawPath as it came, without the query
     * @throws ServingException with {@code InvalidInput} if it is none of the API's
     */
    static TensorflowRoute of(String httpMethod, String rawPath) {
        String path = Paths.ENCODED_COLON.matcher(rawPath).replaceAll(":");
        TensorflowRoute route = switch (httpMethod) {
            case "POST" -> Paths.infer(path);
            case "GET", "HEAD" -> Paths.look(path);
            default -> null;
        };
        if (route == null) {
            throw ServingException.invalidInput("Malformed request: " + httpMethod + " " + rawPath);
        }
        return route;
    }

    /** The grammar of the paths. */
    final class Paths {
        private static final String VERSION = "(?:/versions/(?<version>\\d+)|/labels/(?<label>[^/:]+))?";
        private static final Pattern ENCODED_COLON = Pattern.compile("%3a", Pattern.CASE_INSENSITIVE);
        private static final Pattern INFER = Pattern.compile(
                "/v1/models/(?<model>[^/:]+)" + VERSION + ":(?<method>predict|classify|regress)",
                Pattern.CASE_INSENSITIVE);
        private static final Pattern LOOK = Pattern.compile(
                "/v1/models(?:/(?<model>[^/:]+))?" + VERSION + "(?<metadata>/metadata)?", Pattern.CASE_INSENSITIVE);

        private Paths() {}

        private static @Nullable TensorflowRoute infer(String path) {
            Matcher matcher = INFER.matcher(path);
            if (!matcher.matches()) {
                return null;
            }
            Method method = Method.valueOf(matcher.group("method").toUpperCase(Locale.ROOT));
            return new Infer(RawPath.decode(matcher.group("model")), version(matcher), method);
        }

        private static @Nullable TensorflowRoute look(String path) {
            Matcher matcher = LOOK.matcher(path);
            if (!matcher.matches()) {
                return null;
            }
            String model = matcher.group("model");
            if (model == null) {
                throw ServingException.invalidInput("Missing model name in request.");
            }
            String name = RawPath.decode(model);
            return matcher.group("metadata") == null
                    ? new Status(name, version(matcher))
                    : new Metadata(name, version(matcher));
        }

        private static VersionChoice version(Matcher matcher) {
            String number = matcher.group("version");
            if (number != null) {
                try {
                    return new VersionChoice.Version(Long.parseLong(number));
                } catch (NumberFormatException e) {
                    throw ServingException.invalidInput("Failed to convert version: " + number + " to numeric.");
                }
            }
            String label = matcher.group("label");
            return label == null ? VersionChoice.NONE : new VersionChoice.Label(RawPath.decode(label));
        }
    }
}
