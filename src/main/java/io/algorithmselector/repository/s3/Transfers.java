package io.algorithmselector.repository.s3;

import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.util.Collection;
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
 * The transfers of one download, run by threads that it shares with others. The first failure ends them all; after
 * {@link #close} none of them is running. Of a task's exceptions it knows {@link RepositoryException} and unchecked ones.
 */
final class Transfers implements AutoCloseable {
    private final ExecutorService threads;
    private final Collection<Future<?>> tasks = new ConcurrentLinkedQueue<>();
    private int running;
    private boolean closed;
    private @Nullable Throwable failure;

    Transfers(ExecutorService threads) {
        this.threads = threads;
    }

    <T> Future<T> submit(Callable<T> transfer) {
        FutureTask<T> task = new FutureTask<>(() -> run(transfer));
        tasks.add(task);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.cancel(false);
        }
        return task;
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
        if (closed || failure != null) {
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
            if (failure != null || closed) {
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
