package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.RelativePath;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being written.
 *
 * @param checksum what the store holds of the object, if anything
 * @param parts in order of their offsets, together the whole file
 */
record FileOnTheWay(
        RelativePath path,
        StoredObject object,
        Future<Optional<StoredChecksum>> checksum,
        List<Part> parts,
        S3Calls calls,
        Transfers transfers) {

    /** @param arrived done when the part is written */
    record Part(FilePart place, Future<?> arrived) {}

    /** Waits for the parts, hashes them, and compares the whole with the store's checksum. */
    ContentManifest.Entry finish() throws RepositoryException, IOException, InterruptedException {
        Optional<StoredChecksum> stored = transfers.await(checksum);
        MessageDigest sha256 = FileDigest.sha256();
        @Nullable
        StoredChecksum ofWhole = stored.filter(value -> !value.isComposite()).orElse(null);
        if (ofWhole == null) {
            hash(sha256::update);
        } else {
            RunningChecksum running = ofWhole.algorithm().start();
            hash((bytes, offset, length) -> {
                sha256.update(bytes, offset, length);
                running.update(bytes, offset, length);
            });
            require(ofWhole.matches(running), ofWhole);
        }
        if (stored.isPresent() && stored.get().isComposite()) {
            require(new CompositeCheck(stored.get(), object, file(), calls).passes(), stored.get());
        }
        return new ContentManifest.Entry(path, object.bytes(), HexFormat.of().formatHex(sha256.digest()));
    }

    private Path file() {
        return parts.getFirst().place().file();
    }

    private void hash(FileDigest.Sink sink) throws RepositoryException, IOException, InterruptedException {
        for (Part part : parts) {
            transfers.await(part.arrived());
            FilePart place = part.place();
            if (FileDigest.read(place.file(), place.offset(), place.length(), sink) != place.length()) {
                throw new IOException(place.file() + " is shorter than what was written to it");
            }
        }
    }

    private void require(boolean equal, StoredChecksum expected) throws RepositoryException {
        if (!equal) {
            throw new RepositoryException(
                    Kind.CORRUPT,
                    object.address() + ": what arrived does not have the checksum that the store tells, "
                            + expected.algorithm() + " " + expected.value(),
                    null);
        }
    }
}
