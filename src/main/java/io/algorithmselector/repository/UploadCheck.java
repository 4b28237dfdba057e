package io.algorithmselector.repository;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells from what a listing shows of a version's files how far its upload has come; asks nobody.
 *
 * @param now by the clock that dates the files
 */
public record UploadCheck(UploadRule rule, Instant now) {
    /**
     * A file that is dated after {@link #now} counts as changed just now: somebody's clock has been put back.
     *
     * @param files when each file last changed, by its name relative to the version's folder, with {@code /} between the names
     */
    public Upload of(Map<String, Instant> files) {
        if (rule.marker() != null) {
            return marked(rule.marker(), files);
        }
        Optional<String> missing = ShardSets.of(files).missing();
        return missing.isPresent() ? new Upload.Incomplete(missing.get()) : settled(files);
    }

    /**
     * The marker that an earlier upload under the same number left is older than what the present one has written. Files of its own
     * age were written before it: dates may be as coarse as a second.
     */
    private static Upload marked(String marker, Map<String, Instant> files) {
        @Nullable Instant written = files.get(marker);
        if (written == null) {
            return new Upload.Incomplete(marker);
        }
        boolean last = files.values().stream().noneMatch(changed -> changed.isAfter(written));
        return last ? new Upload.Complete() : new Upload.Incomplete("a newer " + marker);
    }

    private Upload settled(Map<String, Instant> files) {
        if (files.isEmpty()) {
            return new Upload.Complete();
        }
        Duration age = Duration.between(Collections.max(files.values()), now);
        Duration quiet = age.isNegative() ? Duration.ZERO : age;
        Duration remaining = rule.settleTime().minus(quiet);
        return remaining.isPositive() ? new Upload.Settling(remaining) : new Upload.Complete();
    }
}
