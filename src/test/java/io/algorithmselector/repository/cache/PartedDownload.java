package io.algorithmselector.repository.cache;

import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.RelativePath;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Brings one file of four parts, as a store's adapter does: it goes on where an earlier attempt was cut off. */
final class PartedDownload implements ModelCache.Download {
    static final RelativePath FILE = new RelativePath("variables/shard");
    static final int PARTS = 4;
    static final int PART_BYTES = 10_000;
    static final int BYTES = PARTS * PART_BYTES;

    /** Runs before a part is downloaded. */
    @FunctionalInterface
    interface Before {
        void part(int part) throws RepositoryException, IOException, InterruptedException;
    }

    private final byte[] content;
    private final Before before;
    private final List<Integer> downloaded = new ArrayList<>();

    PartedDownload(long number) {
        this(number, part -> {});
    }

    PartedDownload(long number, Before before) {
        this.content = content(number);
        this.before = before;
    }

    /** The content differs by the version's number. */
    static byte[] content(long number) {
        byte[] bytes = new byte[BYTES];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    static RepositoryVersion version(long number) {
        return new RepositoryVersion(number, "revision", BYTES);
    }

    /** The parts that were downloaded, not found. */
    List<Integer> downloaded() {
        return downloaded;
    }

    @Override
    public ContentManifest into(Path directory, ArrivedParts arrived)
            throws RepositoryException, IOException, InterruptedException {
        Path file = FILE.in(directory);
        Files.createDirectories(file.getParent());
        for (int part = 0; part < PARTS; part++) {
            long offset = (long) part * PART_BYTES;
            boolean there = arrived.contains(FILE, offset, PART_BYTES)
                    && arrived.read(FILE, offset, PART_BYTES, (bytes, start, length) -> {})
                            .isPresent();
            if (!there) {
                before.part(part);
                write(file, part);
                arrived.add(FILE, offset, PART_BYTES, sha256(part));
                downloaded.add(part);
            }
        }
        return ContentManifest.of(directory);
    }

    private void write(Path file, int part) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content, part * PART_BYTES, PART_BYTES), (long) part * PART_BYTES);
        }
    }

    private String sha256(int part) {
        MessageDigest digest = FileDigest.sha256();
        digest.update(content, part * PART_BYTES, PART_BYTES);
        return HexFormat.of().formatHex(digest.digest());
    }
}
