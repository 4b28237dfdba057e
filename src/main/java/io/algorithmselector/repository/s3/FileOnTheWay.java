package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.BlockDigest;
import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.RelativePath;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.cache.ArrivedParts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * A file that is being written.
 *
 * @param arrivedParts the version's, as they are recorded
 * @param parts in order of their offsets, together the whole file; all but the last are {@link S3Download#PART_BYTES} long
 */
record FileOnTheWay(
        RelativePath path,
        Path file,
        StoredObject object,
        List<Future<FilePart.Arrived>> parts,
        S3Calls calls,
        Transfers transfers,
        ArrivedParts arrivedParts) {

    /** Waits for the parts and compares the whole with what the store holds; if it is another, none of its parts has arrived. */
    ContentManifest.Entry finish() throws RepositoryException, IOException, InterruptedException {
        List<FilePart.Arrived> arrived = new ArrayList<>();
        for (Future<FilePart.Arrived> part : parts) {
            arrived.add(transfers.await(part));
        }
        Optional<StoredChecksum> stored = arrived.getFirst().stored();
        if (stored.isPresent() && !matches(stored.get(), arrived)) {
            arrivedParts.remove(path);
            throw new RepositoryException(
                    Kind.CORRUPT,
                    object.address() + ": what arrived does not have the checksum that the store tells, "
                            + stored.get().algorithm() + " " + stored.get().value(),
                    null);
        }
        List<String> blocks = arrived.stream().map(FilePart.Arrived::sha256).toList();
        return new ContentManifest.Entry(path, object.bytes(), BlockDigest.hex(blocks));
    }

    private boolean matches(StoredChecksum stored, List<FilePart.Arrived> arrived)
            throws RepositoryException, IOException, InterruptedException {
        if (stored.isComposite()) {
            return new CompositeCheck(stored, object, file, calls).passes();
        }
        List<byte[]> checksums =
                arrived.stream().flatMap(part -> part.checksum().stream()).toList();
        Optional<byte[]> combined = stored.algorithm().combine(checksums, lengths());
        return stored.matches(combined.isPresent() ? combined.get() : readAgain(stored.algorithm()));
    }

    private List<Long> lengths() {
        List<Long> lengths = new ArrayList<>();
        for (long offset = 0; offset < object.bytes(); offset += S3Download.PART_BYTES) {
            lengths.add(Math.min(S3Download.PART_BYTES, object.bytes() - offset));
        }
        return lengths;
    }

    private byte[] readAgain(ChecksumAlgorithm algorithm) throws IOException, InterruptedException {
        RunningChecksum running = algorithm.start();
        FileDigest.read(file, 0, object.bytes(), running);
        return running.value();
    }
}
