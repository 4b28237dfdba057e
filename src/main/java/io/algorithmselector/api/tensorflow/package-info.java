/**
 * The TensorFlow Serving API, REST and gRPC side by side: translation only.
 *
 * <p>Invariant: what both transports can say they say in the same words, from one switch ({@code TensorflowError}); formats are
 * those of TensorFlow Serving's {@code util/json_tensor.cc} and of {@code tensorflow/core/framework/tensor.proto}. Start with
 * {@link io.algorithmselector.api.tensorflow.TensorflowResource} and
 * {@link io.algorithmselector.api.tensorflow.TensorflowPrediction}.
 */
@NullMarked
package io.algorithmselector.api.tensorflow;

import org.jspecify.annotations.NullMarked;
