package io.algorithmselector.lifecycle;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Pools of daemon threads: whoever stops the process decides how long it waits for them. */
final class PoolThreads implements LifecycleThreads {
    private static final System.Logger LOG = System.getLogger(PoolThreads.class.getName());

    private final ScheduledThreadPoolExecutor writer = new ScheduledThreadPoolExecutor(1, named("lifecycle-writer"));
    /** A thread for each listing that runs, one at most a base path: a store that hangs holds up no other. */
    private final ExecutorService listing = Executors.newCachedThreadPool(named("lifecycle-list"));

    private final ExecutorService loading;
    private final ExecutorService releasing = Executors.newCachedThreadPool(named("lifecycle-release"));

    PoolThreads(int loadThreads) {
        loading = Executors.newFixedThreadPool(loadThreads, named("lifecycle-load"));
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        writer.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().name(name + "-", 1).daemon().factory();
    }

    @Override
    public boolean write(Runnable task) {
        try {
            writer.execute(logged(task));
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    @Override
    public Timer writeAfter(Duration delay, Runnable task) {
        try {
            Future<?> scheduled = writer.schedule(logged(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException ended) {
            LOG.log(Level.DEBUG, "the lifecycle has ended: nothing is scheduled any more");
            return Timer.NONE;
        }
    }

    /** An executor keeps what a task throws to itself, or ends a thread with it; errors of the machine's are told here too. */
    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable defect) {
                LOG.log(Level.ERROR, "a lifecycle task failed", defect);
            }
        };
    }

    @Override
    public void list(Runnable task) {
        listing.execute(logged(task));
    }

    @Override
    public void load(Runnable task) {
        loading.execute(logged(task));
    }

    @Override
    public void release(Runnable task) {
        releasing.execute(logged(task));
    }

    @Override
    public void interruptLoads() {
        loading.shutdownNow().forEach(Runnable::run);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void end() {
        writer.shutdown();
        listing.shutdownNow();
        interruptLoads();
        releasing.shutdown();
    }
}
