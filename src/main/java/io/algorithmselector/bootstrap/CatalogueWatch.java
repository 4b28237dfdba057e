package io.algorithmselector.bootstrap;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.catalog.CatalogueSource.Changes;
import io.algorithmselector.lifecycle.Backoff;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the catalogue until there is one, with growing pauses, and then looks whether it has become another. What only a human can
 * mend is refused, if it is what the first look finds; later it is no reason to end a process that already runs: what was in force
 * stays, and the reason is told once, until there is another. Ends when its thread is interrupted, or when nothing can change.
 *
 * <p>A file is not taken, nor a reason told, before every look of some seconds has seen the same: half of what somebody is writing may
 * be a valid catalogue, and lie there for as long as the writer waits for its network or its disk. By when it was written a file cannot
 * be judged: its dates may be another machine's, or those of what it was copied from. Only the first is taken as it is, because nothing
 * is in force that it could harm.
 */
final class CatalogueWatch implements Runnable {
    private static final Logger LOG = System.getLogger(CatalogueWatch.class.getName());

    /** For how long a file must have been seen the same. */
    static final Duration STEADY = Duration.ofSeconds(5);

    private final CatalogueSource source;
    private final Consumer<Catalogue> apply;
    private final Consumer<CatalogueException> refuse;
    private final Backoff retry;
    private final Supplier<Duration> pauses;
    private final LongSupplier nanoTime;
    private final CountDownLatch begun = new CountDownLatch(1);

    private @Nullable Catalogue current;
    private @Nullable Sight last;
    /** When the last sight was first seen. */
    private long since;
    /** What was seen when something was last made of it, be it a catalogue or a reason. */
    private @Nullable Sight judged;

    private boolean looked;
    private int failures;
    private String told = "";

    /** What one look has found: content, or what kept it. */
    private record Sight(
            @Nullable ByteBuffer content, @Nullable Throwable trouble) {
        boolean same(@Nullable Sight other) {
            return other != null
                    && Objects.equals(content, other.content)
                    && String.valueOf(trouble).equals(String.valueOf(other.trouble));
        }
    }

    /**
     * @param refuse hears of the reason that ends the process
     * @param retry between looks that find nothing to read, and until there is a catalogue
     * @param pauses gives each pause until the next look for changes; 0: there is none
     * @param nanoTime as {@link System#nanoTime}
     */
    CatalogueWatch(
            CatalogueSource source,
            Consumer<Catalogue> apply,
            Consumer<CatalogueException> refuse,
            Backoff retry,
            Supplier<Duration> pauses,
            LongSupplier nanoTime) {
        this.source = source;
        this.apply = apply;
        this.refuse = refuse;
        this.retry = retry;
        this.pauses = pauses;
        this.nanoTime = nanoTime;
    }

    /** Waits until the first catalogue has been applied or refused, but not longer than that. */
    void awaitFirst(Duration limit) throws InterruptedException {
        var _ = begun.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        try {
            for (Duration pause = look(); pause.isPositive(); pause = look()) {
                Thread.sleep(pause);
            }
        } catch (InterruptedException stopping) {
            // it is the end
        } finally {
            begun.countDown();
        }
    }

    /**
     * Looks once.
     *
     * @return the pause until the next look; 0: there is none
     */
    Duration look() {
        boolean first = !looked;
        looked = true;
        Sight seen = see();
        if (steady(seen) && !judge(seen, first)) {
            return Duration.ZERO;
        }
        return pause(seen);
    }

    private boolean steady(Sight seen) {
        long now = nanoTime.getAsLong();
        if (!seen.same(last)) {
            since = now;
        }
        last = seen;
        return current == null || source.changes() != Changes.BIT_BY_BIT || now - since >= STEADY.toNanos();
    }

    private Sight see() {
        try {
            return new Sight(ByteBuffer.wrap(source.content()), null);
        } catch (Throwable thrown) {
            return new Sight(null, thrown);
        }
    }

    private Duration pause(Sight seen) {
        boolean unread = current == null;
        boolean failed = unread || (seen.trouble() != null && source.changes() == Changes.AT_ONCE);
        failures = failed ? failures + 1 : 0;
        if (!unread && (source.changes() == Changes.NEVER || pauses.get().isZero())) {
            return Duration.ZERO;
        }
        return failed ? retry.delay(failures) : pauses.get();
    }

    /** @return whether to go on: not after a refusal */
    private boolean judge(Sight seen, boolean first) {
        try {
            if (current == null || !seen.same(judged)) {
                take(seen);
                judged = seen;
            }
            return true;
        } catch (CatalogueException e) {
            judged = seen;
            if (first && !e.retryable()) {
                refuse.accept(e);
                return false;
            }
            tell(e.retryable() ? Level.WARNING : Level.ERROR, String.valueOf(e.getMessage()), null);
        } catch (Throwable defect) {
            // not judged: it is tried again whatever is seen
            tell(Level.ERROR, "the catalogue " + source.description() + " cannot be read: " + defect, defect);
        }
        return true;
    }

    private void take(Sight seen) throws CatalogueException {
        Catalogue next = source.parse(content(seen));
        if (!next.equals(current)) {
            LOG.log(
                    Level.INFO,
                    () -> "catalogue=" + source.description() + " models="
                            + next.models().keySet());
            apply.accept(next);
            current = next;
            begun.countDown();
        } else if (!told.isEmpty()) {
            LOG.log(Level.INFO, () -> "catalogue=" + source.description() + " is what is in force again");
        }
        told = "";
    }

    private static byte[] content(Sight seen) throws CatalogueException {
        return switch (seen.trouble()) {
            case null -> Objects.requireNonNull(seen.content()).array();
            case CatalogueException exception -> throw exception;
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            case Throwable other -> throw new IllegalStateException(other);
        };
    }

    private void tell(Level level, String reason, @Nullable Throwable defect) {
        if (!reason.equals(told) && !Thread.currentThread().isInterrupted()) {
            told = reason;
            LOG.log(level, reason + (current == null ? "; trying again" : "; what was in force stays"), defect);
        }
    }
}
