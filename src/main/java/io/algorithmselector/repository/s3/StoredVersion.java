package io.algorithmselector.repository.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.RelativePath;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.UploadCheck;
import io.algorithmselector.repository.VersionFolder;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A version as the listing shows it.
 *
 * @param objects sorted by name, at least one
 */
record StoredVersion(S3Address address, long number, List<StoredObject> objects) {
    StoredVersion {
        objects = objects.stream().sorted(StoredObject.BY_NAME).toList();
    }

    boolean holdsModel() {
        return objects.stream().anyMatch(object -> object.name().equals(VersionFolder.MODEL_FILE));
    }

    RepositoryVersion toRepositoryVersion(UploadCheck check) {
        long bytes = objects.stream().mapToLong(StoredObject::bytes).sum();
        Map<String, Instant> changes = new HashMap<>();
        objects.forEach(object -> changes.put(object.name(), object.changed()));
        return new RepositoryVersion(number, revision(), bytes, check.of(changes));
    }

    /** Over name, length and entity tag of every object, so it changes with any of them. */
    String revision() {
        MessageDigest digest = FileDigest.sha256();
        for (StoredObject object : objects) {
            String line = object.name() + "\0" + object.bytes() + "\0" + object.eTag() + "\0";
            digest.update(line.getBytes(UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * The objects by the paths that their files get.
     *
     * @throws RepositoryException if a key has no place below the version's folder, or none beside the others
     */
    SortedMap<RelativePath, StoredObject> byPath() throws RepositoryException {
        SortedMap<RelativePath, StoredObject> files = new TreeMap<>();
        for (StoredObject object : objects) {
            files.put(path(object), object);
        }
        for (RelativePath path : files.keySet()) {
            for (int end = path.value().indexOf('/');
                    end >= 0;
                    end = path.value().indexOf('/', end + 1)) {
                String folder = path.value().substring(0, end);
                if (files.containsKey(new RelativePath(folder))) {
                    throw refused("'" + folder + "' is a file and a folder", null);
                }
            }
        }
        return Collections.unmodifiableSortedMap(files);
    }

    private RelativePath path(StoredObject object) throws RepositoryException {
        try {
            return new RelativePath(object.name());
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()), e);
        }
    }

    private RepositoryException refused(String reason, @Nullable Throwable cause) {
        return new RepositoryException(Kind.CORRUPT, address + " is refused, its keys are no paths: " + reason, cause);
    }
}
