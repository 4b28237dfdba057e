package io.algorithmselector.lifecycle;

/**
 * What is loaded for a version.
 *
 * @param digest SHA-256 of its files: a new source of the same digest and engine options needs no load
 */
record Content(Source source, String digest) {
    boolean equalTo(Source other, String otherDigest) {
        return digest.equals(otherDigest) && source.engine().equals(other.engine());
    }
}
