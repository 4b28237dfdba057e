package io.algorithmselector.engine;

import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A loaded model version: loaded once, closed once. Any number of threads may call {@link #run} at once.
 *
 * <p>Nobody may be in {@link #run} when {@link #close} is called, nor enter it afterwards: with a native engine that ends the
 * process. The lifecycle's handles see to it.
 */
public interface Servable extends AutoCloseable {
    /** By name, in the order of the names. */
    SequencedMap<String, Signature> signatures();

    /**
     * Computes one signature; blocks while it does.
     *
     * @param signature one of {@link #signatures()}
     * @param inputs by the signature's names, checked here before the engine is called
     * @param outputs the names wanted; empty means all
     * @return exactly the outputs wanted, in the order of their names
     * @throws io.algorithmselector.model.ServingException with a {@link io.algorithmselector.model.Failure} that names
     *     the offending input or output ({@code InvalidInput}), or says what the engine did ({@code EngineFailed},
     *     {@code DeadlineExceeded})
     */
    SequencedMap<String, Tensor> run(Signature signature, Map<String, Tensor> inputs, Set<String> outputs);

    /** Ends the calls that run, as soon as the engine can, and refuses further ones. Safe while calls run; idempotent. */
    void cancel();

    /** Releases the model's memory. No call may be running. */
    @Override
    void close();
}
