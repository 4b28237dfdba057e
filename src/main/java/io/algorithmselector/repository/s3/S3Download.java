package io.algorithmselector.repository.s3;

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
 * Copies a version's objects into files. Large ones come in parts, side by side, for a single connection to S3 is slow; while
 * the parts are written, the thread that asked for the download follows in order of the bytes and hashes what has arrived.
 */
final class S3Download {
    /** Long enough for the time to the first byte not to matter, short enough to keep all threads busy. */
    static final long PART_BYTES = 32 << 20;

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
        return object.bytes() <= PART_BYTES ? startWhole(path, file, object) : startParts(path, file, object);
    }

    private FileOnTheWay startWhole(RelativePath path, Path file, StoredObject object) {
        FilePart whole = new FilePart(object.address(), file, 0, object.bytes());
        Future<Optional<StoredChecksum>> answer = transfers.submit(() -> StoredChecksum.of(calls.get(object, whole)));
        return new FileOnTheWay(path, object, answer, List.of(new FileOnTheWay.Part(whole, answer)), calls, transfers);
    }

    private FileOnTheWay startParts(RelativePath path, Path file, StoredObject object) {
        // The answer for a part does not tell the checksum of the whole.
        Future<Optional<StoredChecksum>> checksum = transfers.submit(() -> StoredChecksum.of(calls.head(object, null)));
        List<FileOnTheWay.Part> parts = new ArrayList<>();
        for (long offset = 0; offset < object.bytes(); offset += PART_BYTES) {
            FilePart part = new FilePart(object.address(), file, offset, Math.min(PART_BYTES, object.bytes() - offset));
            parts.add(new FileOnTheWay.Part(part, transfers.submit(() -> calls.get(object, part))));
        }
        return new FileOnTheWay(path, object, checksum, parts, calls, transfers);
    }
}
