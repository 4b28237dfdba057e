package io.algorithmselector.lifecycle;

import io.algorithmselector.engine.Servable;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Answers with its version's number, and reports to its loader what would end the process if a native engine stood behind it:
 * a call that finds it closed, a close that finds a call running, a second close.
 */
public final class FakeServable implements Servable {
    /** An output; {@link #answer} reads it. */
    public static final String OUTPUT = "version";

    private static final Signature SIGNATURE = Signature.of(
            Signature.DEFAULT,
            Signature.PREDICT,
            List.of(),
            List.of(new TensorSpec(OUTPUT, DataType.INT64, ShapeSpec.of())));

    private final VersionId id;
    private final FakeLoader loader;
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean cancelled;

    FakeServable(VersionId id, FakeLoader loader) {
        this.id = id;
        this.loader = loader;
    }

    /** The number of the version that gave an answer. */
    public static long answer(Map<String, Tensor> outputs) {
        Tensor output = outputs.get(OUTPUT);
        if (output instanceof Tensor.Numeric(DataType _, Shape _, var data)) {
            return data.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        }
        throw new AssertionError("no answer in " + outputs);
    }

    public boolean closed() {
        return closed;
    }

    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public SequencedMap<String, Signature> signatures() {
        if (closed) {
            loader.violated("signatures of " + id + " asked for after it was closed");
        }
        return new TreeMap<>(Map.of(SIGNATURE.name(), SIGNATURE));
    }

    @Override
    public SequencedMap<String, Tensor> run(Signature signature, Map<String, Tensor> inputs, Set<String> outputs) {
        running.incrementAndGet();
        try {
            requireOpen();
            loader.whileRunning(this);
            requireOpen();
        } finally {
            running.decrementAndGet();
        }
        byte[] data = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(id.number())
                .array();
        Tensor answer = Tensor.Numeric.of(DataType.INT64, Shape.SCALAR, data);
        return Collections.unmodifiableSequencedMap(new TreeMap<>(Map.of(OUTPUT, answer)));
    }

    private void requireOpen() {
        if (closed) {
            loader.violated(id + " was closed while a call ran in it");
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void close() {
        if (running.get() > 0) {
            loader.violated(id + " is closed while " + running + " calls run in it");
        }
        if (closed) {
            loader.violated(id + " is closed a second time");
        }
        closed = true;
        loader.closed();
        @Nullable RuntimeException failure = loader.failureOfClose();
        if (failure != null) {
            throw failure;
        }
    }

    /** Its version. */
    @Override
    public String toString() {
        return id.toString();
    }
}
