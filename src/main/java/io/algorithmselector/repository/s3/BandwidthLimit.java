package io.algorithmselector.repository.s3;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Shares so many bytes a second among the threads that download. Each pays for what it has read before it reads on, in the order
 * in which they come, with pieces of the same size; so they get the same share. What has not been read yet waits in the
 * connection, whose buffers the system fills without asking here: a few hundred kilobytes of each connection may arrive at
 * once, then its sender waits. Thread-safe.
 */
final class BandwidthLimit {
    /** Time that may be made up for, so that a sleep that takes too long costs nothing. */
    private static final long SAVED_NANOS = Duration.ofMillis(50).toNanos();

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int PIECES_PER_SECOND = 32;
    private static final int SMALLEST_PIECE = 1 << 10;

    private final long bytesPerSecond;
    private final Ticker ticker;
    /** When everything that has been read so far is paid for. */
    private long paid;

    /** Time, and the passing of it. */
    interface Ticker {
        Ticker SYSTEM = new Ticker() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };

        long nanoTime();

        void sleep(long nanos) throws InterruptedException;
    }

    BandwidthLimit(long bytesPerSecond, Ticker ticker) {
        this.bytesPerSecond = bytesPerSecond;
        this.ticker = ticker;
        this.paid = ticker.nanoTime();
    }

    /** How much of {@code wanted} bytes to read at once. */
    int piece(int wanted) {
        return (int) Math.min(wanted, Math.max(SMALLEST_PIECE, bytesPerSecond / PIECES_PER_SECOND));
    }

    /** Waits until bytes that have been read are paid for. */
    void pay(int bytes) throws InterruptedException {
        long wait = due(bytes);
        if (wait > 0) {
            ticker.sleep(wait);
        }
    }

    private synchronized long due(int bytes) {
        long now = ticker.nanoTime();
        if (paid - now < -SAVED_NANOS) {
            paid = now - SAVED_NANOS;
        }
        paid += Math.ceilDiv(bytes * SECOND_NANOS, bytesPerSecond);
        return paid - now;
    }
}
