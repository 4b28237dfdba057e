package io.algorithmselector.repository.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** One thread of this process at a time for each name; nothing is kept of a name that nobody asks for. Thread-safe. */
final class Turns {
    private final Map<String, Queue> queues = new HashMap<>();

    private static final class Queue {
        private final ReentrantLock lock = new ReentrantLock();
        private int threads;
    }

    /** The turn of the thread that has taken it, which closes it. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until it is the caller's turn. */
    Turn take(String name) throws InterruptedException {
        Queue queue = enter(name);
        boolean taken = false;
        try {
            queue.lock.lockInterruptibly();
            taken = true;
        } finally {
            if (!taken) {
                leave(name, queue);
            }
        }
        return () -> {
            queue.lock.unlock();
            leave(name, queue);
        };
    }

    private synchronized Queue enter(String name) {
        Queue queue = queues.computeIfAbsent(name, _ -> new Queue());
        queue.threads++;
        return queue;
    }

    private synchronized void leave(String name, Queue queue) {
        queue.threads--;
        if (queue.threads == 0) {
            queues.remove(name);
        }
    }

    synchronized int size() {
        return queues.size();
    }
}
