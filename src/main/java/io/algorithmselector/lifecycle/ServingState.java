package io.algorithmselector.lifecycle;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The read view of the lifecycle. Every call gives a consistent snapshot of that moment; none blocks. Thread-safe. */
public interface ServingState {
    /** Null if the catalogue has no such model. */
    @Nullable
    ServingModel model(String name);

    /** All models of the catalogue, in the order of their names. */
    SequencedMap<String, ServingModel> models();

    /**
     * Turns true once every model of the catalogue has at least one available version and no wanted version is still on its
     * first load; after that only shutdown turns it off.
     */
    boolean ready();
}
