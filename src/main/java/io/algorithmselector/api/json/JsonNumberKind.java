package io.algorithmselector.api.json;

/** What a number in JSON can be read as, as RapidJSON tells them apart. */
public enum JsonNumberKind {
    /** Without fraction and exponent, from -2^63 to 2^63 - 1. */
    INTEGER,
    /** Without fraction and exponent, from 2^63 to 2^64 - 1. */
    UNSIGNED,
    /** Any other, {@code NaN} and {@code Infinity} among them. */
    DECIMAL
}
