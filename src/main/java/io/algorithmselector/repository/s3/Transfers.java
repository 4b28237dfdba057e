package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The transfers of one download, run in their order by threads that it shares with others. Only so many are handed to the threads at
 * a time: another download's, which come behind them, wait for these and not for all. The first failure ends them all; after
 * {@link #close} none of them is running. Of a task's exceptions it knows {@link RepositoryException} and unchecked ones.
 */
final class Transfers implements AutoCloseable {
    private final ExecutorService threads;
    private final int limit;
    private final Collection<Future<?>> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<Task<?>> waiting = new ArrayDeque<>();
    private int handedOver;
    private int running;
    private boolean closed;
    private @Nullable Throwable failure;

    /**
     * @param threads run what they are given in its order
     * @param limit how many transfers are handed to them at a time
     */
    Transfers(ExecutorService threads, int limit) {
        this.threads = threads;
        this.limit = limit;
    }

    /** A transfer; once handed over it makes room for the next by its end. */
    private final class Task<T> extends FutureTask<T> {
        Task(Callable<T> transfer) {
            super(transfer);
        }

        @Override
        protected void done() {
            synchronized (Transfers.this) {
                handedOver--;
            }
            handOver();
        }
    }

    <T> Future<T> submit(Callable<T> transfer) {
        Task<T> task = new Task<>(() -> run(transfer));
        if (add(task)) {
            handOver();
        } else {
            task.cancel(false);
        }
        return task;
    }

    private synchronized boolean add(Task<?> task) {
        if (hasEnded()) {
            return false;
        }
        tasks.add(task);
        waiting.add(task);
        return true;
    }

    private void handOver() {
        try {
            handOverInOrder();
        } catch (RejectedExecutionException storeClosed) {
            fail(new CancellationException("the store has been closed"));
        }
    }

    private synchronized void handOverInOrder() {
        while (!hasEnded() && handedOver < limit && !waiting.isEmpty()) {
            handedOver++;
            threads.execute(waiting.remove());
        }
    }

    /** Holds the lock. */
    private boolean hasEnded() {
        return closed || failure != null;
    }

    private <T> T run(Callable<T> transfer) throws Exception {
        if (!enter()) {
            throw new CancellationException("the download has ended");
        }
        try {
            return transfer.call();
        } catch (Throwable e) {
            fail(e);
            throw e;
        } finally {
            leave();
        }
    }

    private synchronized boolean enter() {
        if (hasEnded()) {
            return false;
        }
        running++;
        return true;
    }

    private synchronized void leave() {
        running--;
        notifyAll();
    }

    private void fail(Throwable cause) {
        synchronized (this) {
            if (hasEnded()) {
                return;
            }
            failure = cause;
        }
        cancel();
    }

    private void cancel() {
        tasks.forEach(task -> task.cancel(true));
    }

    /** Waits for a task's result. @throws RepositoryException the first failure of any task */
    <T> T await(Future<T> task) throws RepositoryException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw firstFailure(e.getCause());
        } catch (CancellationException e) {
            throw firstFailure(e);
        }
    }

    private synchronized RepositoryException firstFailure(@Nullable Throwable own) {
        @Nullable Throwable first = failure == null ? own : failure;
        return switch (first) {
            case RepositoryException e -> e;
            // The store's threads are being ended; the one that waits here is not.
            case InterruptedException e -> givenUp(e);
            case CancellationException e -> givenUp(e);
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new IllegalStateException("a transfer failed in an unknown way", first);
        };
    }

    private static RepositoryException givenUp(Exception cause) {
        return new RepositoryException(Kind.NETWORK, "the download was given up, for its store has been closed", cause);
    }

    /** Ends what is still running, and waits until it has ended. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        cancel();
        boolean interrupted = false;
        synchronized (this) {
            while (running > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
