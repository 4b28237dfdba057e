package io.algorithmselector.api.transport;

/** The names of the headers, and of the gRPC metadata alike, by which an answer tells which version gave it. */
public final class AnswerHeaders {
    /** The version's number. */
    public static final String VERSION = "x-model-version";

    /** What was wanted in place of that version. */
    public static final String FALLBACK = "x-model-fallback";

    private AnswerHeaders() {}
}
