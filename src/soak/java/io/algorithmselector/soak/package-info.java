/**
 * Versions that come and go in the packaged gateway while requests flow: {@link io.algorithmselector.soak.SwapSoak} looks for a
 * request that it costs, {@link io.algorithmselector.soak.MemorySoak} for memory that is not given back,
 * {@link io.algorithmselector.soak.SwapBenchmark} for latency.
 */
@NullMarked
package io.algorithmselector.soak;

import org.jspecify.annotations.NullMarked;
