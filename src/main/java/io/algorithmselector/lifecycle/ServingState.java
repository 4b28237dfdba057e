package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The read view of the lifecycle. Every call gives a consistent snapshot of that moment; none blocks. Thread-safe. */
public interface ServingState {
    /** Null if the catalogue has no such model, or none has been read yet. */
    @Nullable
    ServingModel model(String name);

    /** All models of the catalogue, in the order of their names. */
    SequencedMap<String, ServingModel> models();

    /**
     * Turns true once every model of the catalogue has at least one available version and no wanted version is still on its
     * first load; after that only shutdown turns it off.
     */
    boolean ready();

    Phase phase();

    /** How often the desired state had been set when this was shown, see {@link Reconciler#apply(Catalogue)}. */
    long generation();

    /**
     * A model, for requests that ask about it.
     *
     * @throws ServingException if there is none of that name, or nobody can say so because no catalogue has been read yet
     */
    default ServingModel known(String name) {
        // in this order: a catalogue that is read in between must not make a model unknown
        Phase phase = phase();
        ServingModel model = model(name);
        if (model == null) {
            throw new ServingException(
                    switch (phase) {
                        case UNREAD -> new Failure.Unavailable("no catalogue has been read yet");
                        case SERVING -> new Failure.ModelNotFound(name);
                        case STOPPING -> stopping();
                    });
        }
        return model;
    }

    /**
     * A model, for requests that it shall answer.
     *
     * @throws ServingException as {@link #known}, and once the server is stopping, when versions that a request may name are
     *     gone although nothing is wrong with the request
     */
    default ServingModel serving(String name) {
        // in this order: what is found before the end has begun can still be seen to be unloading
        ServingModel model = known(name);
        if (phase() == Phase.STOPPING) {
            throw new ServingException(stopping());
        }
        return model;
    }

    private static Failure stopping() {
        return new Failure.Unavailable("the server is stopping");
    }
}
