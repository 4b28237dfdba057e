package io.algorithmselector.api.transport;

import io.algorithmselector.model.ServingException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** How a request's body may be compressed (RFC 9110, 8.4.1). */
enum ContentCoding {
    IDENTITY,
    GZIP,
    /** The zlib format of RFC 1950. */
    DEFLATE;

    /** Reads a stream to its end. */
    @FunctionalInterface
    interface Reader<T> {
        T read(InputStream in) throws IOException;
    }

    /**
     * @param header the value of {@code Content-Encoding}; null if there is none
     * @throws ServingException with {@code InvalidInput} that names a coding that is not known
     */
    static ContentCoding of(@Nullable String header) {
        return switch (header == null ? "" : header.trim().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default ->
                throw ServingException.invalidInput("Content-Encoding '" + header + "' is none of gzip and deflate");
        };
    }

    /**
     * Lets the reader read what is compressed in the body.
     *
     * @throws ServingException with {@code InvalidInput} if the body is not of this coding, or ends early
     */
    <T> T inflated(InputStream body, Reader<T> reader) throws IOException {
        try (InputStream in = open(new UnclosedStream(body))) {
            return reader.read(in);
        } catch (ZipException | EOFException e) {
            throw ServingException.invalidInput("the body is not complete " + name().toLowerCase(Locale.ROOT)
                    + " as Content-Encoding says: " + e.getMessage());
        }
    }

    /** Closing the server's own stream would read the rest of the body first, however long that takes. */
    private static final class UnclosedStream extends FilterInputStream {
        UnclosedStream(InputStream body) {
            super(body);
        }

        @Override
        public void close() {}
    }

    private InputStream open(InputStream body) throws IOException {
        return switch (this) {
            case IDENTITY -> body;
            case GZIP -> new GZIPInputStream(body);
            case DEFLATE -> new InflaterInputStream(body);
        };
    }
}
