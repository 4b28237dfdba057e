package io.algorithmselector.catalog.s3;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.catalog.format.CatalogueFormat;
import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.RepositoryException;

/** A catalogue as an object in S3. Relative base paths in it are relative to the object's own prefix. */
public final class S3CatalogueSource implements CatalogueSource {
    private final String address;
    private final String folder;
    private final ObjectReader objects;

    /**
     * @param address {@code s3://bucket/key}
     * @throws IllegalArgumentException if it is no such address
     */
    public S3CatalogueSource(String address, ObjectReader objects) {
        this.address = address;
        this.folder = S3Address.parseObject(address).parent().toString();
        this.objects = objects;
    }

    @Override
    public String description() {
        return address;
    }

    /** An object is replaced whole. */
    @Override
    public Changes changes() {
        return Changes.AT_ONCE;
    }

    @Override
    public Catalogue parse(byte[] content) throws CatalogueException {
        return CatalogueFormat.parse(address, folder, content);
    }

    @Override
    public byte[] content() throws CatalogueException {
        try {
            return objects.read(address);
        } catch (RepositoryException e) {
            throw translated(e);
        }
    }

    /**
     * A refusal is an answer: waiting does not change a wrong secret, and S3 refuses instead of saying that a key is absent
     * to whoever may not list. Credentials that come late are no reason to wait here either: the process ends with
     * the reason, and what runs it starts it again.
     */
    private CatalogueException translated(RepositoryException e) {
        String message = String.valueOf(e.getMessage());
        // the address stands before it anyway
        String reason = message.startsWith(address + ": ") ? message.substring(address.length() + 2) : message;
        return switch (e.kind()) {
            case NETWORK, CHANGED, CORRUPT -> CatalogueException.unreachable(address, reason, e);
            case ABSENT, ACCESS, LOCAL -> CatalogueException.missing(address, reason, e);
        };
    }
}
