package io.algorithmselector.catalog.s3;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.catalog.format.CatalogueFormat;
import io.algorithmselector.repository.RepositoryException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A catalogue as an object in S3. Relative base paths in it are relative to the object's own prefix. */
public final class S3CatalogueSource implements CatalogueSource {
    private static final Pattern ADDRESS = Pattern.compile("(s3://[^/]+(?:/.*)?)/[^/]+");

    private final String address;
    private final String folder;
    private final ObjectReader objects;

    /**
     * @param address {@code s3://bucket/key}
     * @throws IllegalArgumentException if it is no such address
     */
    public S3CatalogueSource(String address, ObjectReader objects) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("catalogue address '" + address + "' is not s3://bucket/key");
        }
        this.address = address;
        this.folder = matcher.group(1);
        this.objects = objects;
    }

    @Override
    public String description() {
        return address;
    }

    @Override
    public Catalogue read() throws CatalogueException {
        return CatalogueFormat.parse(address, folder, content());
    }

    private byte[] content() throws CatalogueException {
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
        String reason = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case NETWORK, CHANGED, CORRUPT -> CatalogueException.unreachable(address, reason, e);
            case ABSENT, ACCESS, LOCAL -> CatalogueException.missing(address, reason, e);
        };
    }
}
