/** What probes see, on the management port and by gRPC. Invariant: readiness is the lifecycle's word, nothing else's. */
@NullMarked
package io.algorithmselector.api.health;

import org.jspecify.annotations.NullMarked;
