package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import io.algorithmselector.repository.FileDigest;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A part of an object and its place in an existing file, to which it writes the body of a response, and hashes it on the way.
 * When the connection breaks the client asks again and calls this again, which then starts over.
 *
 * @param source for messages
 * @param known what the store holds of the whole object; empty: what the response tells
 * @param downloaded hears how many bytes each response has brought
 */
record FilePart(
        S3Address source, Path file, long offset, long length, Optional<StoredChecksum> known, LongConsumer downloaded)
        implements ResponseTransformer<GetObjectResponse, FilePart.Arrived> {
    private static final int BUFFER_BYTES = 1 << 17;

    /**
     * What has been written.
     *
     * @param sha256 of the part, 64 hexadecimal digits
     * @param stored what the store holds of the whole object
     * @param checksum of the part, with the algorithm of {@code stored}; empty if that is empty or composite, or if the whole's cannot
     *     be told from its parts'
     */
    record Arrived(String sha256, Optional<StoredChecksum> stored, Optional<byte[]> checksum) {}

    @Override
    public Arrived transform(GetObjectResponse response, AbortableInputStream body) {
        Optional<StoredChecksum> stored = known.or(() -> StoredChecksum.of(response));
        Optional<RunningChecksum> checksum = startChecksum(stored, known.isEmpty());
        MessageDigest sha256 = FileDigest.sha256();
        copy(body, (bytes, offset, length) -> {
            sha256.update(bytes, offset, length);
            checksum.ifPresent(running -> running.update(bytes, offset, length));
        });
        return new Arrived(HexFormat.of().formatHex(sha256.digest()), stored, checksum.map(RunningChecksum::value));
    }

    /**
     * What the whole's checksum can be computed from.
     *
     * @param whole whether the part is all of the object
     * @return empty for a composite one, whose parts are others, and for one that does not follow from those of the parts
     */
    static Optional<RunningChecksum> startChecksum(Optional<StoredChecksum> stored, boolean whole) {
        return stored.filter(value ->
                        !value.isComposite() && (whole || value.algorithm().combines()))
                .map(value -> value.algorithm().start());
    }

    private void copy(InputStream body, FileDigest.Sink sink) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long done = copy(body, channel, sink);
            if (done < length) {
                throw BodyFailure.again(new CutOffException(source, done, length));
            }
        } catch (ClosedByInterruptException e) {
            throw BodyFailure.again(e);
        } catch (IOException e) {
            throw BodyFailure.refused(Kind.LOCAL, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** @return how many bytes arrived */
    private long copy(InputStream body, FileChannel channel, FileDigest.Sink sink) throws IOException {
        byte[] bytes = new byte[BUFFER_BYTES];
        long done = 0;
        try {
            for (int read = read(body, bytes); read >= 0; read = read(body, bytes)) {
                if (done + read > length) {
                    throw BodyFailure.refused(Kind.CORRUPT, source + ": more than " + length + " bytes arrive", null);
                }
                sink.update(bytes, 0, read);
                write(channel, ByteBuffer.wrap(bytes, 0, read), offset + done);
                done += read;
            }
            return done;
        } finally {
            downloaded.accept(done);
        }
    }

    private int read(InputStream body, byte[] bytes) {
        return BodyFailure.telling(source, body, from -> from.read(bytes));
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long next = position;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
    }
}
