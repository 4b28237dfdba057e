/**
 * What REST and gRPC need before and around any protocol: guarding the path and the size, reading a body, the headers that choose
 * a version and those that tell which one answered, deadlines, and the logging of defects.
 *
 * <p>Invariant: nothing here knows what a request asks for, and nothing of a defect but its number reaches a caller. Start with
 * {@link io.algorithmselector.api.transport.RequestGuard} and {@link io.algorithmselector.api.transport.GrpcCallMetadata}.
 */
@NullMarked
package io.algorithmselector.api.transport;

import org.jspecify.annotations.NullMarked;
