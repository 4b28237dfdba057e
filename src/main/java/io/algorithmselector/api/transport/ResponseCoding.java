package io.algorithmselector.api.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * How an answer's body is coded, chosen by the request's {@code Accept-Encoding} as RFC 9110 (12.5.3) says: the acceptable coding of
 * the highest weight, of equal ones the one named first. Whoever names none gets none: compression costs the server more than the
 * network saves in most clusters.
 */
public enum ResponseCoding {
    IDENTITY("identity"),
    GZIP("gzip"),
    /** The zlib format (RFC 1950), which is what the name means in HTTP. */
    DEFLATE("deflate");

    /** A smaller body is sent as it is: it fits into one packet anyway. */
    public static final int MIN_LENGTH = 1024;

    /** Halves the cost of the JDK's default level, for a few per cent of size. */
    private static final int LEVEL = Deflater.BEST_SPEED;

    private static final int BUFFER = 32 * 1024;

    private final String token;

    ResponseCoding(String token) {
        this.token = token;
    }

    /** What the header {@code Content-Encoding} calls it. */
    public String token() {
        return token;
    }

    /**
     * The coding for a request; never one that it does not accept, but for {@link #IDENTITY}.
     *
     * @param acceptEncoding the values of the header, each a list
     */
    public static ResponseCoding accepted(List<String> acceptEncoding) {
        ResponseCoding best = IDENTITY;
        double bestWeight = 0;
        for (String element : String.join(",", acceptEncoding).split(",", -1)) {
            String[] parts = element.split(";", -1);
            String name = parts[0].strip().toLowerCase(Locale.ROOT);
            double weight = weight(parts);
            ResponseCoding coding = named(name);
            if (coding != null && weight > bestWeight) {
                best = coding;
                bestWeight = weight;
            }
        }
        return best;
    }

    private static @Nullable ResponseCoding named(String name) {
        return switch (name) {
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            case "identity" -> IDENTITY;
            default -> null;
        };
    }

    /** From 0 to 1; 1 if it is not there, 0 if it is none. */
    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                String value = parameter.substring(2).strip();
                return value.matches("[01](\\.\\d{0,3})?") ? Math.min(1, Double.parseDouble(value)) : 0;
            }
        }
        return 1;
    }

    /** The body in this coding; the body itself if that is the identity. */
    public byte[] encode(byte[] body) {
        return switch (this) {
            case IDENTITY -> body;
            case GZIP -> coded(body, Gzip::new);
            case DEFLATE -> {
                Deflater zlib = new Deflater(LEVEL);
                try {
                    yield coded(body, out -> new DeflaterOutputStream(out, zlib, BUFFER));
                } finally {
                    zlib.end();
                }
            }
        };
    }

    private static byte[] coded(byte[] body, Coder coder) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream(body.length / 2 + 64);
        try (OutputStream out = coder.over(coded)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return coded.toByteArray();
    }

    private interface Coder {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(LEVEL);
        }
    }
}
