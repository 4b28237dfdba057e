package io.algorithmselector.selection;

import org.jspecify.annotations.Nullable;

/**
 * All that a request says of which version shall answer it.
 *
 * @param named in the request itself (path, {@code ModelSpec}, {@code model_version})
 * @param header from {@code x-model-version} ({@code Version}), else from {@code x-model-label} ({@code Label}): what a mesh
 *     route sets
 * @param key of {@code x-selector-key}; null leaves the choice to chance
 */
public record VersionRequest(
        VersionChoice named, VersionChoice header, @Nullable String key) {
    public static final VersionRequest ANY = new VersionRequest(VersionChoice.NONE, VersionChoice.NONE, null);

    public static VersionRequest named(VersionChoice choice) {
        return new VersionRequest(choice, VersionChoice.NONE, null);
    }
}
