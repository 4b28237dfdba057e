package io.algorithmselector.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Reads files to hash them. */
public final class FileDigest {
    private static final int BUFFER_BYTES = 1 << 18;

    private FileDigest() {}

    /** Takes a file's bytes in order. */
    @FunctionalInterface
    public interface Sink {
        void update(byte[] bytes, int offset, int length);
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @throws InterruptedException if the thread was interrupted */
    public static ContentManifest.Entry entry(RelativePath path, Path file) throws IOException, InterruptedException {
        BlockDigest digest = new BlockDigest();
        long bytes = read(file, 0, Long.MAX_VALUE, digest);
        return new ContentManifest.Entry(path, bytes, digest.hex());
    }

    /**
     * Feeds part of a file to a sink.
     *
     * @return the number of bytes read: less than {@code length} if the file ends before
     * @throws InterruptedException if the thread was interrupted
     */
    public static long read(Path file, long offset, long length, Sink sink) throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        long done = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (done < length) {
                buffer.clear().limit((int) Math.min(BUFFER_BYTES, length - done));
                int read = channel.read(buffer, offset + done);
                if (read < 0) {
                    break;
                }
                sink.update(buffer.array(), 0, read);
                done += read;
            }
        } catch (ClosedByInterruptException e) {
            throw interrupted("while reading " + file, e);
        }
        return done;
    }

    /** In place of an exception that leaves the thread's interrupt status set. */
    public static InterruptedException interrupted(String when, Throwable cause) {
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("interrupted " + when);
        interrupted.initCause(cause);
        return interrupted;
    }
}
