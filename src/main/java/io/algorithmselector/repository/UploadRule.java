package io.algorithmselector.repository;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the upload of a version counts as ended.
 *
 * @param marker the file, relative to the version's folder, that its uploader writes last: it must be there, and no other
 *     file be dated after it. Null: {@code saved_model.pb}, every file of each numbered set, and {@code variables.index} with its
 *     shards must be there, unchanged for the settle time
 * @param settleTime not negative; by the clock of whoever dates the files
 */
public record UploadRule(@Nullable String marker, Duration settleTime) {
    /** What has all its files is complete. */
    public static final UploadRule NO_WAIT = new UploadRule(null, Duration.ZERO);

    /** @throws IllegalArgumentException that names what is wrong */
    public UploadRule {
        if (marker != null) {
            new RelativePath(marker);
        }
        if (settleTime.isNegative()) {
            throw new IllegalArgumentException("settle time " + settleTime + " is negative");
        }
    }
}
