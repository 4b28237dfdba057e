package io.algorithmselector.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one logger says while this is open. Thread-safe. */
public final class CapturedLog implements AutoCloseable {
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            records.add(logged);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    // Held here, because the log manager alone would let it go.
    private final Logger logger;

    private CapturedLog(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(handler);
    }

    public static CapturedLog of(String logger) {
        return new CapturedLog(logger);
    }

    public static CapturedLog of(Class<?> logging) {
        return new CapturedLog(logging.getName());
    }

    /** Such as {@code WARN something is wrong}. */
    public List<String> lines() {
        return records.stream()
                .map(line -> name(line.getLevel()) + " " + line.getMessage())
                .toList();
    }

    /** Log managers have names of their own, but the same order. */
    private static String name(Level level) {
        int value = level.intValue();
        return value >= Level.SEVERE.intValue() ? "ERROR" : value >= Level.WARNING.intValue() ? "WARN" : "INFO";
    }

    public List<Throwable> thrown() {
        return records.stream()
                .map(LogRecord::getThrown)
                .filter(thrown -> thrown != null)
                .toList();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
