package io.algorithmselector.selection;

import io.algorithmselector.catalog.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws one of several weighted shares. Pure: the same arguments give the same share in every process. A share of weight 0
 * is never drawn.
 */
final class WeightedDraw {
    private WeightedDraw() {}

    /**
     * Divides the range of a 64-bit number among the shares.
     *
     * @param uniform any of the 2^64 values, each as likely as the others
     * @param shares of which at least one has a weight
     */
    static Traffic.Share byChance(List<Traffic.Share> shares, long uniform) {
        int total = 0;
        for (int i = 0; i < shares.size(); i++) {
            total += shares.get(i).percent();
        }
        long point = Math.unsignedMultiplyHigh(uniform, total);
        for (int i = 0; i < shares.size(); i++) {
            point -= shares.get(i).percent();
            if (point < 0) {
                return shares.get(i);
            }
        }
        throw weightless(shares);
    }

    /**
     * Weighted rendezvous hashing. Each share runs for the key with an exponentially distributed time of which the weight is
     * the rate; the first to arrive wins. The probability to win is the weight's part of the total, and when a share is
     * taken out only its own keys move, to the others in proportion to their weights. The order of the shares does not
     * matter.
     *
     * @param shares of which at least one has a weight
     */
    static Traffic.Share byKey(List<Traffic.Share> shares, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        Traffic.@Nullable Share first = null;
        double earliest = Double.POSITIVE_INFINITY;
        for (Traffic.Share share : shares) {
            double arrival = arrival(share, bytes);
            if (arrival < earliest) {
                earliest = arrival;
                first = share;
            }
        }
        if (first == null) {
            throw weightless(shares);
        }
        return first;
    }

    /** Infinite for the weight 0. {@link StrictMath}, because {@link Math#log} may differ between machines. */
    private static double arrival(Traffic.Share share, byte[] key) {
        long seed = XxHash64.hash(share.target().name().getBytes(StandardCharsets.UTF_8), 0);
        return -StrictMath.log(unit(XxHash64.hash(key, seed))) / share.percent();
    }

    /** The upper 52 bits as a number between 0 and 1, both excluded, so that its logarithm is finite and not 0. */
    private static double unit(long hash) {
        return ((hash >>> 12) + 0.5) * 0x1p-52;
    }

    private static IllegalArgumentException weightless(List<Traffic.Share> shares) {
        return new IllegalArgumentException("no share of " + shares + " has a weight");
    }
}
