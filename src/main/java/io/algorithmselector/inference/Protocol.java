package io.algorithmselector.inference;

/** The protocol that a request came in. */
public enum Protocol {
    TENSORFLOW,
    OPENINFERENCE
}
