/**
 * The Open Inference Protocol (KServe V2) with Triton's extensions, over REST and gRPC.
 *
 * <p>Invariant: what both transports mean alike is decided in one place: {@link
 * io.algorithmselector.api.openinference.DeclaredInputs} makes tensors of what a request declares, {@link
 * io.algorithmselector.api.openinference.InferParameters} reads its parameters, {@link
 * io.algorithmselector.api.openinference.OpenInferenceError} words its failures. Nothing is allocated for a tensor before its
 * declaration has been held against the signature.
 */
@NullMarked
package io.algorithmselector.api.openinference;

import org.jspecify.annotations.NullMarked;
