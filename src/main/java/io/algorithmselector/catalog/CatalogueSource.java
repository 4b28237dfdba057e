package io.algorithmselector.catalog;

/** Where the catalogue comes from: a file, an object in S3, or settings. Thread-safe. */
public interface CatalogueSource {
    /** For messages: the path or address. */
    String description();

    /**
     * Reads the whole catalogue afresh.
     *
     * @throws CatalogueException if it is missing, unreachable or invalid; there is no half-read catalogue
     */
    Catalogue read() throws CatalogueException;
}
