package io.algorithmselector.stress;

import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceRequest;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.lifecycle.FakeServable;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that call a model without pause, by version, by label, and without either, and hold each answer's version
 * against what was asked, and its value against the version.
 */
final class Callers {
    private static final float X = 0.5f;

    private final Inference inference;
    private final int versions;
    private final Rounds rounds;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** @param versions that exist, from 1 */
    Callers(Inference inference, int threads, int versions, Rounds rounds) {
        this.inference = inference;
        this.versions = versions;
        this.rounds = rounds;
        for (int seed = 0; seed < threads; seed++) {
            Random random = new Random(seed);
            this.threads.add(Thread.ofPlatform().name("caller-" + seed).start(() -> callUntilStopped(random)));
        }
    }

    /** Answers so far; all of them right unless there are {@link #faults}. */
    long answers() {
        return answers.get();
    }

    /** Calls by number whose version was not there or on its way, as it may be. */
    long refusals() {
        return refusals.get();
    }

    /** Wrong values, wrong versions, and failures that must not be. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    private void callUntilStopped(Random random) {
        while (!stopped) {
            VersionChoice choice = choose(random);
            try {
                call(choice);
                answers.incrementAndGet();
            } catch (ServingException failed) {
                note(choice, failed.failure());
            } catch (RuntimeException | Error thrown) {
                faults.add(choice + ": " + thrown);
            }
        }
    }

    private VersionChoice choose(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> VersionChoice.NONE;
            case 1 -> new VersionChoice.Label(ReloadScenario.LABEL);
            default -> new VersionChoice.Version(1 + random.nextInt(versions));
        };
    }

    private void note(VersionChoice choice, Failure failure) {
        boolean mayBe = choice instanceof VersionChoice.Version
                && (failure instanceof Failure.VersionNotFound || failure instanceof Failure.VersionNotAvailable);
        if (mayBe) {
            refusals.incrementAndGet();
        } else {
            faults.add(choice + ": " + failure.message());
        }
    }

    private void call(VersionChoice choice) {
        int since = rounds.settled();
        InferenceCall call = inference.begin(Protocol.TENSORFLOW, Transport.REST, ReloadScenario.MODEL);
        InferenceResult result =
                call.run(new InferenceRequest(VersionRequest.named(choice), "", Callers::inputs, Set.of()));
        long version = result.version().number();
        if (!rounds.mayAnswer(choice, version, since)) {
            faults.add("asked " + choice + ", answered by " + version + "; since round " + since);
        }
        if (FakeServable.answer(result.outputs()) != version) {
            faults.add("version " + version + " answered " + FakeServable.answer(result.outputs()));
        }
        if (result.outputs().get("y") instanceof Tensor.Numeric y && number(y) != X + version) {
            faults.add("version " + version + " computed " + number(y));
        }
    }

    private static Map<String, Tensor> inputs(Signature signature) {
        byte[] data = new byte[Float.BYTES];
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putFloat(X);
        return signature.inputs().containsKey("x")
                ? Map.of("x", Tensor.Numeric.of(DataType.FLOAT32, Shape.of(1), data))
                : Map.of();
    }

    private static float number(Tensor.Numeric tensor) {
        return tensor.data().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getFloat();
    }

    /** Ends the threads, and waits for them. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
