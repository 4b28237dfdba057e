package io.algorithmselector.selection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SelectionCostTest {
    /** Header, version, reference to the fallback. */
    private static final long BYTES_OF_A_RESULT = 24;

    private static final int CALLS = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long versions;

    @Test
    void select_byChance_allocatesItsResultAlone() {
        VersionSelector selector = new VersionSelector(new SplittableRandom(1)::nextLong);
        Candidates candidates = SelectionCases.available(SelectionCases.stableCanary(70, 30), 1, 2);
        run(selector, candidates);

        long before = threads.getCurrentThreadAllocatedBytes();
        run(selector, candidates);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(versions).isBetween(2L * CALLS, 4L * CALLS);
        // Some slack for what a compiler's deoptimisation leaves.
        assertThat(bytes).isLessThan(CALLS * BYTES_OF_A_RESULT * 11 / 10);
    }

    private void run(VersionSelector selector, Candidates candidates) {
        for (int i = 0; i < CALLS; i++) {
            versions += selector.select(candidates, VersionRequest.ANY).version();
        }
    }
}
