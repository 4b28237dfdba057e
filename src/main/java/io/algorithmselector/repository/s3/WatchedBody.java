package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;

/**
 * A body that is read no faster than allowed, and given up when it arrives too slowly: at less than 16 KiB a second, over as long
 * as a silence may last. Only the time in which a reader waits for bytes counts, not that in which it writes them or is
 * held back.
 */
final class WatchedBody extends InputStream {
    static final long LEAST_BYTES_PER_SECOND = 16 << 10;

    private final S3Address source;
    private final AbortableInputStream body;
    private final Duration patience;
    private final Optional<BandwidthLimit> limit;
    private long waited;
    private long arrived;

    private WatchedBody(
            S3Address source, AbortableInputStream body, Duration patience, Optional<BandwidthLimit> limit) {
        this.source = source;
        this.body = body;
        this.patience = patience;
        this.limit = limit;
    }

    /** @param patience how long bytes are counted before they are too few */
    static AbortableInputStream of(
            S3Address source, AbortableInputStream body, Duration patience, Optional<BandwidthLimit> limit) {
        return AbortableInputStream.create(new WatchedBody(source, body, patience, limit), body);
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int wanted = limit.isPresent() ? limit.get().piece(length) : length;
        long start = System.nanoTime();
        int read = body.read(bytes, offset, wanted);
        if (read > 0) {
            watch(System.nanoTime() - start, read);
            pay(read);
        }
        return read;
    }

    private void watch(long nanos, int read) throws SlowBodyException {
        waited += nanos;
        arrived += read;
        if (waited < patience.toNanos()) {
            return;
        }
        if (arrived < LEAST_BYTES_PER_SECOND * waited / Duration.ofSeconds(1).toNanos()) {
            // Closing alone might read the rest, to use the connection again.
            body.abort();
            throw new SlowBodyException(source, arrived, Duration.ofNanos(waited));
        }
        waited = 0;
        arrived = 0;
    }

    private void pay(int read) throws InterruptedIOException {
        if (limit.isEmpty()) {
            return;
        }
        try {
            limit.get().pay(read);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException)
                    new InterruptedIOException(source + ": interrupted while held back").initCause(e);
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
