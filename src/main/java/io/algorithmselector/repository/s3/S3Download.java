package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.BlockDigest;
import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.RelativePath;
import io.algorithmselector.repository.RepositoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Copies a version's objects into files. Large ones come in parts, side by side, for a single connection to S3 is slow; a part
 * is a block of the file's digest, so that whoever writes it hashes it as well.
 */
final class S3Download {
    static final long PART_BYTES = BlockDigest.BLOCK_BYTES;

    private final S3Calls calls;
    private final Transfers transfers;

    S3Download(S3Calls calls, Transfers transfers) {
        this.calls = calls;
        this.transfers = transfers;
    }

    /** @param directory exists and is empty */
    ContentManifest into(Path directory, StoredVersion version)
            throws RepositoryException, IOException, InterruptedException {
        List<FileOnTheWay> files = new ArrayList<>();
        for (Map.Entry<RelativePath, StoredObject> file : version.byPath().entrySet()) {
            files.add(start(file.getKey(), file.getKey().in(directory), file.getValue()));
        }
        List<ContentManifest.Entry> entries = new ArrayList<>();
        for (FileOnTheWay file : files) {
            entries.add(file.finish());
        }
        return new ContentManifest(entries);
    }

    private FileOnTheWay start(RelativePath path, Path file, StoredObject object) throws IOException {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        List<Future<FilePart.Arrived>> parts =
                object.bytes() <= PART_BYTES ? List.of(startWhole(file, object)) : startParts(file, object);
        return new FileOnTheWay(path, file, object, parts, calls, transfers);
    }

    private Future<FilePart.Arrived> startWhole(Path file, StoredObject object) {
        FilePart whole = new FilePart(object.address(), file, 0, object.bytes(), Optional.empty());
        return transfers.submit(() -> calls.get(object, whole));
    }

    private List<Future<FilePart.Arrived>> startParts(Path file, StoredObject object) {
        // The answer for a part does not tell what the store holds of the whole, so that is asked first. No part waits
        // for it
        // in vain: threads take transfers in their order, so it has at least begun.
        Future<Optional<StoredChecksum>> stored = transfers.submit(() -> StoredChecksum.of(calls.head(object, null)));
        List<Future<FilePart.Arrived>> parts = new ArrayList<>();
        for (long start = 0; start < object.bytes(); start += PART_BYTES) {
            long offset = start;
            long length = Math.min(PART_BYTES, object.bytes() - offset);
            parts.add(transfers.submit(() ->
                    calls.get(object, new FilePart(object.address(), file, offset, length, transfers.await(stored)))));
        }
        return parts;
    }
}
