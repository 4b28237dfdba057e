package io.algorithmselector.engine.tensorflow;

import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.RunOptions;

/**
 * A loaded session and its graph. Any number of threads may run it at once, and cancel it meanwhile.
 *
 * <p>Deleting a session while a call runs in it ends the process. That nobody does so is the lifecycle's business; the count
 * of calls kept here turns a defect there into an exception, for two atomic additions a call.
 */
final class NativeSession implements AutoCloseable {
    /** Added to the count of calls once closed: every count is negative then. */
    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private final TF_Graph graph;
    private final TF_Session session;
    private final TF_Buffer runOptions;
    private final AtomicInteger calls = new AtomicInteger();

    /** Takes both over. DJL's bundle would do, but it keeps the whole graph's definition on the heap. */
    NativeSession(TF_Graph graph, TF_Session session, RunOptions options) {
        this.graph = graph;
        this.session = session;
        byte[] bytes = options.toByteArray();
        try (BytePointer pointer = new BytePointer(bytes)) {
            this.runOptions = tensorflow.TF_NewBufferFromString(pointer, bytes.length); // copies
        }
    }

    /** Before a call's first use of the session; {@link #leave} after its last. */
    void enter() {
        if (calls.getAndIncrement() < 0) {
            calls.decrementAndGet();
            throw new IllegalStateException("the session is closed");
        }
    }

    void leave() {
        calls.decrementAndGet();
    }

    /** How many calls have entered and not left; negative once closed. */
    int running() {
        return calls.get();
    }

    /** Blocks until the outputs are there or the call has failed, which the call's status tells. */
    void run(SessionCall call, Ports inputs, Ports outputs) {
        tensorflow.TF_SessionRun(
                session,
                runOptions,
                inputs.places(),
                call.inputTensors(),
                inputs.size(),
                outputs.places(),
                call.outputTensors(),
                outputs.size(),
                (PointerPointer<?>) null, // no targets: the model's tables were initialised at load
                0,
                null,
                call.status());
    }

    /** Makes the calls that run fail, as do all that come; does not wait for them. Idempotent. */
    synchronized void cancel() {
        if (running() >= 0) {
            TF_Status status = tensorflow.TF_NewStatus();
            tensorflow.TF_CloseSession(session, status); // its status tells nothing that could be acted on
            tensorflow.TF_DeleteStatus(status);
        }
    }

    /**
     * Frees session and graph. Idempotent.
     *
     * @throws IllegalStateException if calls are running: nothing is freed then
     */
    @Override
    public synchronized void close() {
        if (calls.compareAndSet(0, CLOSED)) {
            session.close(); // TF_CloseSession and TF_DeleteSession; the graph must outlive it
            graph.close();
            tensorflow.TF_DeleteBuffer(runOptions);
        } else if (running() > 0) {
            throw new IllegalStateException(running() + " calls are running in the session to be closed");
        }
    }
}
