package io.algorithmselector.lifecycle;

/** How a version stands, as far as the load policy needs to know. */
enum Standing {
    /** Not loaded, and nothing keeps it from being loaded now. */
    LOADABLE(false),
    LOADING(false),
    /** Answers, with the content that the repository holds. */
    AVAILABLE(true),
    /** Answers, but the repository holds other content for it, which can be loaded now. */
    OUTDATED(true),
    /** Answers, while other content is loaded for it. */
    RELOADING(true),
    UNLOADING(false),
    /** Not loaded, and there is nothing to do now: it is not in the repository, has failed, or was unloaded. */
    ENDED(false);

    private final boolean answers;

    Standing(boolean answers) {
        this.answers = answers;
    }

    boolean answers() {
        return answers;
    }
}
