package io.algorithmselector.lifecycle;

import io.algorithmselector.engine.Servable;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.VersionId;
import java.util.Collections;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Calls against unloading, in every interleaving of a few threads: each call is either refused or finds the servable open from its
 * beginning to its end; the servable is closed once. Public, because Lincheck instantiates it.
 */
@Tag("lincheck")
public class CountedServableLincheckTest {
    private final OnceClosed servable = new OnceClosed();
    private final CountedServable counted = new CountedServable(new VersionId("m", 1), servable, Runnable::run);

    @Operation
    public String call() {
        ServableHandle handle = counted.acquire();
        if (handle == null) {
            return "refused";
        }
        boolean before = servable.open();
        boolean after = servable.open();
        handle.close();
        return before && after ? "answered" : "closed under the call";
    }

    @Operation
    public String callThatClosesTwice() {
        ServableHandle handle = counted.acquire();
        if (handle == null) {
            return "refused";
        }
        handle.close();
        handle.close();
        return "answered";
    }

    @Operation
    public void drain() {
        counted.drain();
    }

    @Operation
    public boolean closedTwice() {
        return servable.closes > 1;
    }

    /** What the above must be indistinguishable from, whatever the interleaving. */
    public static class OneAtATime {
        private boolean draining;

        public String call() {
            return draining ? "refused" : "answered";
        }

        public String callThatClosesTwice() {
            return call();
        }

        public void drain() {
            draining = true;
        }

        public boolean closedTwice() {
            return false;
        }
    }

    @Test
    void acquire_concurrentDrain_modelChecked() {
        new ModelCheckingOptions()
                .sequentialSpecification(OneAtATime.class)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(2)
                .iterations(15)
                .invocationsPerIteration(500)
                .check(CountedServableLincheckTest.class);
    }

    @Test
    void acquire_concurrentDrain_stressed() {
        new StressOptions()
                .sequentialSpecification(OneAtATime.class)
                .threads(3)
                .actorsPerThread(3)
                .iterations(10)
                .invocationsPerIteration(500)
                .check(CountedServableLincheckTest.class);
    }

    private static final class OnceClosed implements Servable {
        private volatile int closes;

        boolean open() {
            return closes == 0;
        }

        @Override
        public SequencedMap<String, Signature> signatures() {
            return Collections.unmodifiableSequencedMap(new TreeMap<>());
        }

        @Override
        public SequencedMap<String, Tensor> run(Signature signature, Map<String, Tensor> inputs, Set<String> outputs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void cancel() {}

        @Override
        @SuppressWarnings(
                "NonAtomicVolatileUpdate") // a lost second close is found by the interleaving that does not lose it
        public void close() {
            closes++;
        }
    }
}
