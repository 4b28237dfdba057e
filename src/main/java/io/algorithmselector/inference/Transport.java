package io.algorithmselector.inference;

/** What carried the request. */
public enum Transport {
    REST,
    GRPC
}
