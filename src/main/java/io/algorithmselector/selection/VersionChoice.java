package io.algorithmselector.selection;

/** How a request names a version, if it does. */
public sealed interface VersionChoice {
    VersionChoice NONE = new None();

    record None() implements VersionChoice {}

    record Version(long number) implements VersionChoice {}

    record Label(String name) implements VersionChoice {}
}
