package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.Traffic;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/** One model of the catalogue as it stands at one moment: immutable, but for {@link #acquire}. Thread-safe. */
public interface ServingModel {
    String name();

    /** Every version that is known, by number. */
    NavigableMap<Long, VersionStatus> versions();

    /** The state's name of every version that is known, by number: what a selection's messages say. */
    NavigableMap<Long, String> states();

    /** The numbers of the versions that the catalogue wants, as far as is known: a policy speaks of what lies in the repository. */
    NavigableSet<Long> wanted();

    /**
     * Whether everything has been tried that followed from the catalogue when it was applied last: the repository has been looked
     * into since, and each wanted version is available as it lies there, or has failed.
     */
    boolean settled();

    /** The numbers of the versions in state {@link State#AVAILABLE}. */
    NavigableSet<Long> available();

    /** The versions that the catalogue gives the labels. */
    Map<String, Long> labels();

    /**
     * The versions that answer for the labels now: the label's own once it has become available, before that the one that
     * answered until then. A label for which none answers is missing.
     */
    Map<String, Long> answering();

    /**
     * The shares that hold now: the catalogue's once one of their targets answers, before that those that held until then.
     * Null: the newest available version answers requests that name none.
     */
    @Nullable
    Traffic traffic();

    /**
     * Why the versions in the repository could not be listed the last time, or why all that lies there cannot be loaded yet; null if
     * they could, or have not been yet.
     */
    VersionStatus.@Nullable Cause repositoryError();

    /**
     * Takes hold of a version.
     *
     * @return null if it takes no more requests, which may be so although this snapshot has it as available: look at a
     *     fresh one
     */
    @Nullable
    ServableHandle acquire(long version);
}
