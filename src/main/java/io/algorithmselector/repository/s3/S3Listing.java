package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.VersionFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Sorts keys into versions. One flat listing, without a delimiter, tells everything about all of them: one request for every
 * thousand keys, and none per version.
 */
final class S3Listing {
    private final S3Calls calls;

    S3Listing(S3Calls calls) {
        this.calls = calls;
    }

    /**
     * The versions below a place, those without a model file among them.
     *
     * @throws RepositoryException with {@link Kind#ABSENT} if no key begins with the place's name
     */
    NavigableMap<Long, StoredVersion> versions(S3Address base) throws RepositoryException, InterruptedException {
        List<S3Object> listed = objects(base);
        if (listed.isEmpty()) {
            throw new RepositoryException(Kind.ABSENT, base + ": there is no object below it", null);
        }
        NavigableMap<Long, List<StoredObject>> objects = new TreeMap<>();
        for (S3Object object : listed) {
            String name = object.key().substring(base.prefix().length());
            OptionalLong number = VersionFolder.number(name.substring(0, Math.max(0, name.indexOf('/'))));
            if (number.isPresent() && !isFolderMarker(object)) {
                objects.computeIfAbsent(number.getAsLong(), key -> new ArrayList<>())
                        .add(stored(base, object, name.substring(name.indexOf('/') + 1)));
            }
        }
        NavigableMap<Long, StoredVersion> versions = new TreeMap<>();
        objects.forEach((number, files) ->
                versions.put(number, new StoredVersion(base.child(Long.toString(number)), number, files)));
        return versions;
    }

    /** @throws RepositoryException with {@link Kind#CHANGED} if it has no objects any more */
    StoredVersion version(S3Address base, long number) throws RepositoryException, InterruptedException {
        S3Address folder = base.child(Long.toString(number));
        List<StoredObject> files = new ArrayList<>();
        for (S3Object object : objects(folder)) {
            if (!isFolderMarker(object)) {
                files.add(stored(
                        base, object, object.key().substring(folder.prefix().length())));
            }
        }
        if (files.isEmpty()) {
            throw new RepositoryException(Kind.CHANGED, folder + ": the version is no longer there", null);
        }
        return new StoredVersion(folder, number, files);
    }

    private List<S3Object> objects(S3Address folder) throws RepositoryException, InterruptedException {
        List<S3Object> objects = new ArrayList<>();
        @Nullable String token = null;
        do {
            ListObjectsV2Response page = calls.page(folder, token);
            objects.addAll(page.contents());
            token = page.nextContinuationToken();
        } while (token != null);
        return objects;
    }

    /** Consoles make an empty object to show an empty folder. */
    private static boolean isFolderMarker(S3Object object) {
        return object.key().endsWith("/") && object.size() == 0;
    }

    private static StoredObject stored(S3Address base, S3Object object, String name) throws RepositoryException {
        S3Address address = new S3Address(base.bucket(), object.key());
        @Nullable String eTag = object.eTag();
        if (eTag == null) {
            throw new RepositoryException(Kind.CORRUPT, address + ": the store lists it without an entity tag", null);
        }
        return new StoredObject(address, name, object.size(), eTag);
    }
}
