package io.algorithmselector.selection;

import io.algorithmselector.catalog.Traffic;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the version that answers a request, by the first of these rules that applies:
 *
 * <ol>
 *   <li>the version or label that the request itself names;
 *   <li>the version of the header, else the label of the header if the model has that label;
 *   <li>the catalogue's traffic weights: by the request's key if it has one, else by chance;
 *   <li>the newest available version.
 * </ol>
 *
 * <p>A version or label that is named and cannot answer is a failure; only rule 3 puts another in its place. A target of
 * weight 0 never answers by rule 3, not even in place of another. Thread-safe.
 */
public final class VersionSelector {
    private final LongSupplier random;

    public VersionSelector() {
        this(() -> ThreadLocalRandom.current().nextLong());
    }

    /** @param random gives 64 random bits at each call; thread-safe */
    public VersionSelector(LongSupplier random) {
        this.random = random;
    }

    /**
     * @throws ServingException with {@code VersionNotFound}, {@code VersionNotAvailable}, {@code LabelNotFound},
     *     {@code LabelNotAvailable} or {@code NothingAvailable}
     */
    public Selected select(Candidates candidates, VersionRequest request) {
        return switch (request.named()) {
            case VersionChoice.Version(long number) -> version(candidates, number);
            case VersionChoice.Label(String name) -> label(candidates, name);
            case VersionChoice.None() -> byHeader(candidates, request);
        };
    }

    private Selected byHeader(Candidates candidates, VersionRequest request) {
        return switch (request.header()) {
            case VersionChoice.Version(long number) -> version(candidates, number);
            case VersionChoice.Label(String name) when candidates.labels().containsKey(name) -> label(candidates, name);
            // A mesh route sets one label for all models behind it; one that does not know it answers as if unasked.
            case VersionChoice.Label(String name) ->
                new Selected(byWeights(candidates, request.key()).version(), name);
            case VersionChoice.None() -> byWeights(candidates, request.key());
        };
    }

    private static Selected version(Candidates candidates, long number) {
        if (candidates.available().contains(number)) {
            return new Selected(number, null);
        }
        String state = candidates.states().get(number);
        throw new ServingException(
                state == null
                        ? new Failure.VersionNotFound(candidates.model(), number)
                        : new Failure.VersionNotAvailable(candidates.model(), number, state));
    }

    private static Selected label(Candidates candidates, String name) {
        Long declared = candidates.labels().get(name);
        if (declared == null) {
            throw new ServingException(new Failure.LabelNotFound(candidates.model(), name));
        }
        Long answering = answering(candidates, name);
        if (answering == null) {
            throw new ServingException(new Failure.LabelNotAvailable(candidates.model(), name, declared));
        }
        return new Selected(answering, null);
    }

    private Selected byWeights(Candidates candidates, @Nullable String key) {
        Traffic traffic = candidates.traffic();
        if (traffic == null) {
            return newest(candidates);
        }
        Traffic.Share wanted = draw(traffic.shares(), key);
        Long version = answering(candidates, wanted.target());
        return version != null ? new Selected(version, null) : inPlaceOf(wanted, traffic, candidates, key);
    }

    private static Selected newest(Candidates candidates) {
        if (candidates.available().isEmpty()) {
            throw new ServingException(new Failure.NothingAvailable(candidates.model()));
        }
        return new Selected(candidates.available().last(), null);
    }

    private Selected inPlaceOf(Traffic.Share wanted, Traffic traffic, Candidates candidates, @Nullable String key) {
        List<Traffic.Share> others = new ArrayList<>(traffic.shares().size());
        for (Traffic.Share share : traffic.shares()) {
            if (share.percent() > 0 && answering(candidates, share.target()) != null) {
                others.add(share);
            }
        }
        Long version = others.isEmpty()
                ? null
                : answering(candidates, draw(others, key).target());
        if (version == null) {
            throw new ServingException(new Failure.NothingAvailable(candidates.model()));
        }
        return new Selected(version, wanted.target().name());
    }

    private Traffic.Share draw(List<Traffic.Share> shares, @Nullable String key) {
        return key == null ? WeightedDraw.byChance(shares, random.getAsLong()) : WeightedDraw.byKey(shares, key);
    }

    /** The available version that answers for a target; null if there is none. */
    private static @Nullable Long answering(Candidates candidates, Traffic.Target target) {
        return switch (target) {
            case Traffic.Target.Label(String name) -> answering(candidates, name);
            case Traffic.Target.Version(long number) -> candidates.available().contains(number) ? number : null;
        };
    }

    private static @Nullable Long answering(Candidates candidates, String label) {
        Long version = candidates.answering().get(label);
        return version != null && candidates.available().contains(version) ? version : null;
    }
}
