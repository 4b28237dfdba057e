package io.algorithmselector.lifecycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Threads that run only when the test says so, in the test's own thread, and a clock that only the test moves. */
final class ManualThreads implements LifecycleThreads {
    private record Waiting(long due, long order, Runnable task) {}

    private final Deque<Runnable> writes = new ArrayDeque<>();
    private final Deque<Runnable> lists = new ArrayDeque<>();
    private final Deque<Runnable> loads = new ArrayDeque<>();
    private final Deque<Runnable> releases = new ArrayDeque<>();
    private final PriorityQueue<Waiting> timers =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::due).thenComparingLong(Waiting::order));
    private long now;
    private long order;
    private boolean ended;
    private @Nullable Error noThread;
    private @Nullable Error noTimer;

    @Override
    public boolean write(Runnable task) {
        return !ended && writes.add(task);
    }

    @Override
    public Timer writeAfter(Duration delay, Runnable task) {
        @Nullable Error failure = noTimer;
        noTimer = null;
        if (failure != null) {
            throw failure;
        }
        Waiting waiting = new Waiting(now + delay.toNanos(), order++, task);
        timers.add(waiting);
        return () -> timers.remove(waiting);
    }

    /** What is thrown at whoever hands over a listing or a load from now on; null: nothing. */
    void failThreads(@Nullable Error error) {
        noThread = error;
    }

    /** What is thrown at whoever next asks for something later. */
    void failNextTimer(Error error) {
        noTimer = error;
    }

    private void throwIfTold() {
        if (noThread != null) {
            throw noThread;
        }
    }

    @Override
    public void list(Runnable task) {
        throwIfTold();
        lists.add(task);
    }

    @Override
    public void load(Runnable task) {
        throwIfTold();
        loads.add(task);
    }

    @Override
    public void release(Runnable task) {
        releases.add(task);
    }

    @Override
    public void interruptLoads() {
        List<Runnable> left = new ArrayList<>(loads);
        loads.clear();
        left.forEach(Runnable::run);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void end() {
        ended = true;
        writes.clear();
        timers.clear();
    }

    /** How many tasks wait for their time. */
    int waitingTimers() {
        return timers.size();
    }

    /** How many loads have been handed over and have not run. */
    int waitingLoads() {
        return loads.size();
    }

    /** Runs the writer only. */
    void write() {
        while (!writes.isEmpty()) {
            writes.remove().run();
        }
    }

    /** Runs the listing that was handed over first, and nothing else. */
    void runList() {
        lists.remove().run();
    }

    /** Runs everything but loads. */
    void settleButLoads() {
        write();
        while (runOne(lists) || runOne(releases)) {
            write();
        }
    }

    /** Runs the load that was handed over first, and whatever follows from it but other loads. */
    void runLoad() {
        loads.remove().run();
        settleButLoads();
    }

    /** Runs everything that can run at this moment. */
    void settle() {
        settleButLoads();
        while (runOne(loads)) {
            settleButLoads();
        }
    }

    private static boolean runOne(Deque<Runnable> tasks) {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Lets time pass while something runs. */
    void pass(Duration duration) {
        now += duration.toNanos();
    }

    /** Lets time pass, and runs everything in its order. */
    void advance(Duration duration) {
        long end = now + duration.toNanos();
        settle();
        for (Waiting next = timers.peek(); next != null && next.due() <= end; next = timers.peek()) {
            now = next.due();
            timers.remove().task().run();
            settle();
        }
        now = end;
    }
}
