package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.VersionFolder;
import java.time.Instant;
import java.time.InstantSource;
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
 *
 * <p>While a listing of several pages goes on the store may change, so that it shows a version as it never was. Such a version is
 * never fetched: it is listed again before it is, and each of its objects is read only while it is the one that was listed.
 */
final class S3Listing {
    private final S3Calls calls;

    /**
     * What lies below a place.
     *
     * @param at when the store was first asked, by its own clock: what it showed later may be dated after it
     */
    record Versions(NavigableMap<Long, StoredVersion> byNumber, Instant at) {}

    private record Page(List<S3Object> objects, Instant at, boolean wholeSeconds) {}

    S3Listing(S3Calls calls) {
        this.calls = calls;
    }

    /**
     * The versions below a place, those without a model file among them.
     *
     * @throws RepositoryException with {@link Kind#ABSENT} if no key begins with the place's name
     */
    Versions versions(S3Address base) throws RepositoryException, InterruptedException {
        Page listed = objects(base);
        if (listed.objects().isEmpty()) {
            throw new RepositoryException(Kind.ABSENT, base + ": there is no object below it", null);
        }
        NavigableMap<Long, List<StoredObject>> objects = new TreeMap<>();
        for (S3Object object : listed.objects()) {
            String name = object.key().substring(base.prefix().length());
            OptionalLong number = VersionFolder.number(name.substring(0, Math.max(0, name.indexOf('/'))));
            if (number.isPresent() && !isFolderMarker(object)) {
                objects.computeIfAbsent(number.getAsLong(), key -> new ArrayList<>())
                        .add(stored(base, object, name.substring(name.indexOf('/') + 1), listed));
            }
        }
        NavigableMap<Long, StoredVersion> versions = new TreeMap<>();
        objects.forEach((number, files) ->
                versions.put(number, new StoredVersion(base.child(Long.toString(number)), number, files)));
        return new Versions(versions, listed.at());
    }

    /** @throws RepositoryException with {@link Kind#CHANGED} if it has no objects any more */
    StoredVersion version(S3Address base, long number) throws RepositoryException, InterruptedException {
        S3Address folder = base.child(Long.toString(number));
        List<StoredObject> files = new ArrayList<>();
        Page listed = objects(folder);
        for (S3Object object : listed.objects()) {
            if (!isFolderMarker(object)) {
                String name = object.key().substring(folder.prefix().length());
                files.add(stored(base, object, name, listed));
            }
        }
        if (files.isEmpty()) {
            throw new RepositoryException(Kind.CHANGED, folder + ": the version is no longer there", null);
        }
        return new StoredVersion(folder, number, files);
    }

    /** All pages as one. */
    private Page objects(S3Address folder) throws RepositoryException, InterruptedException {
        ListObjectsV2Response page = calls.page(folder, null);
        Instant at = StoreTime.of(page.sdkHttpResponse(), InstantSource.system());
        List<S3Object> objects = new ArrayList<>(page.contents());
        while (page.nextContinuationToken() != null) {
            page = calls.page(folder, page.nextContinuationToken());
            objects.addAll(page.contents());
        }
        return new Page(objects, at, StoreTime.wholeSeconds(objects));
    }

    /** Consoles make an empty object to show an empty folder. */
    private static boolean isFolderMarker(S3Object object) {
        return object.key().endsWith("/") && object.size() == 0;
    }

    private static StoredObject stored(S3Address base, S3Object object, String name, Page listed)
            throws RepositoryException {
        S3Address address = new S3Address(base.bucket(), object.key());
        @Nullable String eTag = object.eTag();
        if (eTag == null) {
            throw new RepositoryException(Kind.CORRUPT, address + ": the store lists it without an entity tag", null);
        }
        return new StoredObject(
                address, name, object.size(), eTag, StoreTime.changed(object, listed.at(), listed.wholeSeconds()));
    }
}
