package io.algorithmselector.selection;

import io.algorithmselector.model.ServingException;
import org.jspecify.annotations.Nullable;

/**
 * All that a request says of which version shall answer it.
 *
 * @param named in the request itself (path, {@code ModelSpec}, {@code model_version})
 * @param header from {@code x-model-version} ({@code Version}), else from {@code x-model-label} ({@code Label}): what a mesh
 *     route sets
 * @param key of {@code x-selector-key}; null leaves the choice to chance. An empty one counts as null: it says nothing of
 *     the sender, and as a key it would put all who send it on one version
 */
public record VersionRequest(
        VersionChoice named, VersionChoice header, @Nullable String key) {
    /** REST header and gRPC metadata: the number of the version wanted. */
    public static final String VERSION_HEADER = "x-model-version";

    /** REST header and gRPC metadata: the label wanted. */
    public static final String LABEL_HEADER = "x-model-label";

    /** REST header and gRPC metadata: requests with an equal key get an equal version. */
    public static final String KEY_HEADER = "x-selector-key";

    public static final VersionRequest ANY = new VersionRequest(VersionChoice.NONE, VersionChoice.NONE, null);

    public VersionRequest {
        if (key != null && key.isEmpty()) {
            key = null;
        }
    }

    public static VersionRequest named(VersionChoice choice) {
        return new VersionRequest(choice, VersionChoice.NONE, null);
    }

    /**
     * From what was named and the values of the three headers, null where one was not sent. The headers of version and label
     * are not looked at if the request itself names a version.
     *
     * @throws ServingException with {@code InvalidInput} that names the header if its version is no number
     */
    public static VersionRequest of(
            VersionChoice named, @Nullable String version, @Nullable String label, @Nullable String key) {
        VersionChoice header =
                named instanceof VersionChoice.None ? VersionChoice.ofHeaders(version, label) : VersionChoice.NONE;
        return new VersionRequest(named, header, key);
    }
}
