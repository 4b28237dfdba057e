package io.algorithmselector.engine.tensorflow;

import ai.djl.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * TensorFlow in this process: native libraries can be loaded once, so there is one of it. Thread-safe.
 *
 * <p>It must have started before any class of TensorFlow's C interface is touched. A failed start stays failed, and every
 * attempt reports the first one's cause: the JVM itself would report a {@link NoClassDefFoundError} from the second on.
 */
public final class TensorFlowRuntime {
    private static final TensorFlowRuntime PROCESS = new TensorFlowRuntime(TensorFlowRuntime::startEngine);

    private final Runnable starter;
    private boolean started;
    private @Nullable TensorFlowUnavailableException failure;

    TensorFlowRuntime(Runnable starter) {
        this.starter = starter;
    }

    /**
     * Starts TensorFlow if it has not been started; takes about a second then.
     *
     * @throws TensorFlowUnavailableException if it cannot be started, now or earlier
     */
    public static void start() {
        PROCESS.requireStarted();
    }

    synchronized void requireStarted() {
        if (started) {
            return;
        }
        if (failure == null) {
            try {
                starter.run();
                started = true;
                return;
            } catch (TensorFlowUnavailableException e) {
                failure = e;
            } catch (RuntimeException | LinkageError e) {
                failure = new TensorFlowUnavailableException("TensorFlow does not start: " + reason(e), e);
            }
        }
        throw new TensorFlowUnavailableException(String.valueOf(failure.getMessage()), failure);
    }

    /** The innermost cause's words: those around it say only that something failed. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    private static void startEngine() {
        NativeLibraries.ofThisProcess()
                .locate()
                .ifPresent(folder -> System.setProperty(NativeLibraries.SETTING, folder.toString()));
        // TensorFlow reads its log level once, with its first line: errors only, unless the user wants more
        ProcessEnvironment.setDefault("TF_CPP_MIN_LOG_LEVEL", "2");
        // DJL reports its use to its makers from within EC2: not in the name of our users
        if (System.getProperty("OPT_OUT_TRACKING") == null) {
            System.setProperty("OPT_OUT_TRACKING", "true");
        }
        Engine.getEngine("TensorFlow");
    }
}
