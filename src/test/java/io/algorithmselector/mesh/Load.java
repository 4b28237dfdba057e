package io.algorithmselector.mesh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Requests in numbers. */
final class Load {
    private static final int CONNECTIONS = 8;
    private static final int CALLERS = 4;
    private static final int UNANSWERED = 64;

    private Load() {}

    /** That many requests, eight at a time. */
    static Tally of(int requests, Caller caller, Map<String, String> headers) throws InterruptedException {
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int share = requests / CONNECTIONS + (i < requests % CONNECTIONS ? 1 : 0);
            threads.add(Thread.ofVirtual().start(() -> {
                for (int k = 0; k < share; k++) {
                    answers.add(caller.call(headers));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Tally(List.copyOf(answers));
    }

    static Tally of(int requests, Caller caller) throws InterruptedException {
        return of(requests, caller, Map.of());
    }

    /**
     * Requests at a steady rate for as long as something else is done, whether or not earlier ones have been answered; fewer while 64
     * have not, or a machine that is too slow would be measured instead of what is done to it.
     */
    static Tally during(Step step, int requestsPerSecond, Caller caller) throws Exception {
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        try (ExecutorService steps = Executors.newSingleThreadExecutor();
                ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> done = steps.submit(() -> {
                step.take();
                return null;
            });
            Semaphore unanswered = new Semaphore(UNANSWERED);
            while (!done.isDone()) {
                unanswered.acquire();
                calls.execute(() -> {
                    answers.add(caller.call());
                    unanswered.release();
                });
                Thread.sleep(Duration.ofNanos(TimeUnit.SECONDS.toNanos(1) / requestsPerSecond));
            }
            done.get();
        }
        return new Tally(List.copyOf(answers));
    }

    /** That many requests, all at once. */
    static Tally atOnce(int requests, Caller caller) {
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < requests; i++) {
                calls.execute(() -> answers.add(caller.call()));
            }
        }
        return new Tally(List.copyOf(answers));
    }

    /** Four callers, each with its next request as soon as it has an answer, for as long as something else is done. */
    static Tally closedLoop(Step step, Caller caller) throws Exception {
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                calls.execute(() -> {
                    while (!done.get()) {
                        answers.add(caller.call());
                    }
                });
            }
            try {
                step.take();
            } finally {
                done.set(true);
            }
        }
        return new Tally(List.copyOf(answers));
    }

    @FunctionalInterface
    interface Step {
        void take() throws Exception;
    }
}
