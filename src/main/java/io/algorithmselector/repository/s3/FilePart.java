package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A part of an object and its place in an existing file, to which it writes the body of a response. When the connection breaks
 * the client asks again and calls this again, which then starts over.
 *
 * @param source for messages
 */
record FilePart(S3Address source, Path file, long offset, long length)
        implements ResponseTransformer<GetObjectResponse, GetObjectResponse> {
    private static final int BUFFER_BYTES = 1 << 17;

    @Override
    public GetObjectResponse transform(GetObjectResponse response, AbortableInputStream body) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long done = copy(body, channel);
            if (done < length) {
                throw again(new CutOffException(source, done, length));
            }
            return response;
        } catch (ClosedByInterruptException e) {
            throw again(e);
        } catch (IOException e) {
            throw failed(Kind.LOCAL, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** @return how many bytes arrived */
    private long copy(InputStream body, FileChannel channel) throws IOException {
        byte[] bytes = new byte[BUFFER_BYTES];
        long done = 0;
        for (int read = read(body, bytes); read >= 0; read = read(body, bytes)) {
            if (done + read > length) {
                throw failed(Kind.CORRUPT, source + ": more than " + length + " bytes arrive", null);
            }
            write(channel, ByteBuffer.wrap(bytes, 0, read), offset + done);
            done += read;
        }
        return done;
    }

    private int read(InputStream body, byte[] bytes) {
        try {
            return body.read(bytes);
        } catch (IOException e) {
            throw again(e);
        } catch (AbortedException e) {
            throw e;
        } catch (SdkClientException e) {
            // The client compares some of the checksums itself and objects at the end of the body.
            throw failed(Kind.CORRUPT, source + ": what arrived does not have the checksum that the store tells", e);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long next = position;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
    }

    private static RetryableException again(IOException cause) {
        return RetryableException.builder()
                .message(cause.getMessage())
                .cause(cause)
                .build();
    }

    private static NonRetryableException failed(Kind kind, String message, @Nullable Throwable cause) {
        return NonRetryableException.builder()
                .message(message)
                .cause(new RepositoryException(kind, message, cause))
                .build();
    }
}
