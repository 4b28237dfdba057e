/**
 * The engine's adapter: TensorFlow SavedModels, loaded through DJL and run by TensorFlow's own C call.
 *
 * <p>Invariants: no native object outlives the call or the servable that made it, on success and on failure alike; nothing
 * that TensorFlow would not survive (a wrong type, length or name, a closed session) reaches it; no type of DJL,
 * TensorFlow or JavaCPP leaves the package. Start with
 * {@link io.algorithmselector.engine.tensorflow.TensorFlowModelLoader}.
 *
 * <p>Of one run: {@code TensorFlowServable} checks and orders, {@code TensorWriter} and {@code TensorReader} copy,
 * {@code SessionCall} owns what the call allocates, {@code NativeSession} makes the call.
 */
@NullMarked
package io.algorithmselector.engine.tensorflow;

import org.jspecify.annotations.NullMarked;
