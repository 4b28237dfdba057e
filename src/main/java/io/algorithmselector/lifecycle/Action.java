package io.algorithmselector.lifecycle;

/** What the load policy says is to be done next with one model. */
sealed interface Action {
    /** Load what the repository holds for a version, beside what is loaded for it already, if anything is. */
    record Load(long version) implements Action {}

    record Unload(long version) implements Action {}

    /** Nothing, until something changes. */
    record Nothing() implements Action {}
}
