package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.BlockDigest;
import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.RelativePath;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.cache.ArrivedParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Copies a version's objects into files. Large ones come in parts, side by side, for a single connection to S3 is slow; a part
 * is a block of the file's digest, so that whoever writes it hashes it as well.
 */
final class S3Download {
    static final long PART_BYTES = BlockDigest.BLOCK_BYTES;

    private final S3Calls calls;
    private final Transfers transfers;
    private final ArrivedParts arrived;
    private final LongConsumer downloaded;

    /**
     * @param arrived what need not be downloaded again
     * @param downloaded hears of the bytes that come
     */
    S3Download(S3Calls calls, Transfers transfers, ArrivedParts arrived, LongConsumer downloaded) {
        this.calls = calls;
        this.transfers = transfers;
        this.arrived = arrived;
        this.downloaded = downloaded;
    }

    /** @param directory exists, and is empty or as another download of the same objects left it */
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
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        List<Future<FilePart.Arrived>> parts =
                object.bytes() <= PART_BYTES ? List.of(startWhole(path, file, object)) : startParts(path, file, object);
        return new FileOnTheWay(path, file, object, parts, calls, transfers, arrived);
    }

    private Future<FilePart.Arrived> startWhole(RelativePath path, Path file, StoredObject object) {
        FilePart whole = new FilePart(object.address(), file, 0, object.bytes(), Optional.empty(), downloaded);
        return transfers.submit(() -> bring(path, object, whole));
    }

    private List<Future<FilePart.Arrived>> startParts(RelativePath path, Path file, StoredObject object) {
        // The answer for a part does not tell what the store holds of the whole, so that is asked first. No part waits
        // for it
        // in vain: threads take transfers in their order, so it has at least begun.
        Future<Optional<StoredChecksum>> stored = transfers.submit(() -> StoredChecksum.of(calls.head(object, null)));
        List<Future<FilePart.Arrived>> parts = new ArrayList<>();
        for (long start = 0; start < object.bytes(); start += PART_BYTES) {
            long offset = start;
            long length = Math.min(PART_BYTES, object.bytes() - offset);
            parts.add(transfers.submit(() -> bring(
                    path,
                    object,
                    new FilePart(object.address(), file, offset, length, transfers.await(stored), downloaded))));
        }
        return parts;
    }

    private FilePart.Arrived bring(RelativePath path, StoredObject object, FilePart part)
            throws RepositoryException, InterruptedException {
        if (arrived.contains(path, part.offset(), part.length())) {
            Optional<FilePart.Arrived> earlier = earlier(path, object, part);
            if (earlier.isPresent()) {
                return earlier.get();
            }
        }
        FilePart.Arrived now = calls.get(object, part);
        arrived.add(path, part.offset(), part.length(), now.sha256());
        return now;
    }

    /** The part as it arrived in an earlier attempt; empty if it is damaged. */
    private Optional<FilePart.Arrived> earlier(RelativePath path, StoredObject object, FilePart part)
            throws RepositoryException, InterruptedException {
        // For a whole object, only the answer that brought it has told what the store holds.
        boolean whole = part.length() == object.bytes();
        Optional<StoredChecksum> stored = whole ? StoredChecksum.of(calls.head(object, null)) : part.known();
        Optional<RunningChecksum> checksum = FilePart.startChecksum(stored, whole);
        return arrived.read(
                        path,
                        part.offset(),
                        part.length(),
                        (bytes, offset, length) -> checksum.ifPresent(running -> running.update(bytes, offset, length)))
                .map(sha256 -> new FilePart.Arrived(sha256, stored, checksum.map(RunningChecksum::value)));
    }
}
