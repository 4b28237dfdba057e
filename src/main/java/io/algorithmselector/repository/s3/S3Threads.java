package io.algorithmselector.repository.s3;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The threads that wait for a store's answers in place of the threads that load versions: virtual ones, because an interrupt gets
 * them out of a read from a socket at once. All downloads share as many as there are connections for bodies; single small requests
 * do not wait for those.
 */
final class S3Threads implements AutoCloseable {
    private final ExecutorService requests;
    private final ExecutorService downloads;
    private final int parallelDownloads;

    S3Threads(int parallelDownloads) {
        this.parallelDownloads = parallelDownloads;
        this.requests = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("s3-request-", 0).factory());
        this.downloads = Executors.newFixedThreadPool(
                parallelDownloads, Thread.ofVirtual().name("s3-download-", 0).factory());
    }

    /** For requests that begin at once. */
    Transfers request() {
        return new Transfers(requests, Integer.MAX_VALUE);
    }

    /** For what one version's download transfers. Alone it has all threads; of several, each gets its share. */
    Transfers download() {
        return new Transfers(downloads, parallelDownloads);
    }

    boolean isClosed() {
        return downloads.isShutdown();
    }

    /** Ends all transfers. */
    @Override
    public void close() {
        List<Runnable> neverBegun = Stream.of(requests, downloads)
                .flatMap(threads -> threads.shutdownNow().stream())
                .toList();
        for (Runnable waiting : neverBegun) {
            if (waiting instanceof Future<?> transfer) {
                transfer.cancel(false);
            }
        }
    }
}
