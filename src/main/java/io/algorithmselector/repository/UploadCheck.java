package io.algorithmselector.repository;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

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
            return files.containsKey(rule.marker()) ? new Upload.Complete() : new Upload.Incomplete(rule.marker());
        }
        Optional<String> missing = ShardSets.of(files).missing();
        return missing.isPresent() ? new Upload.Incomplete(missing.get()) : settled(files);
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
