package io.algorithmselector.catalog;

/** Where the catalogue comes from: a file, an object in S3, or settings. Thread-safe. */
public interface CatalogueSource {
    /** How the content may change while the server runs. */
    enum Changes {
        /** Not at all. */
        NEVER,
        /** From one whole content to the next. */
        AT_ONCE,
        /** A reader may see half of what somebody is writing. */
        BIT_BY_BIT
    }

    /** For messages: the path or address. */
    String description();

    Changes changes();

    /**
     * What is written there now, not looked at.
     *
     * @throws CatalogueException if it is missing or unreachable
     */
    byte[] content() throws CatalogueException;

    /**
     * From such content to the catalogue.
     *
     * @throws CatalogueException if it is invalid; there is no half-read catalogue
     */
    Catalogue parse(byte[] content) throws CatalogueException;

    /**
     * Reads the whole catalogue afresh.
     *
     * @throws CatalogueException if it is missing, unreachable or invalid
     */
    default Catalogue read() throws CatalogueException {
        return parse(content());
    }
}
