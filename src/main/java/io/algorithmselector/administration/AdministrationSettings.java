package io.algorithmselector.administration;

import java.time.Duration;
import java.util.List;

/**
 * What requests may change.
 *
 * @param enabled whether they may change anything
 * @param allowedBasePaths where models may lie that requests name, besides where those of the catalogue lie: {@code s3://}
 *     addresses and absolute paths
 * @param patience how long a request waits for models to be loaded if its caller sets no earlier deadline
 */
public record AdministrationSettings(boolean enabled, List<String> allowedBasePaths, Duration patience) {
    /** @throws IllegalArgumentException if the patience is not positive */
    public AdministrationSettings {
        allowedBasePaths = List.copyOf(allowedBasePaths);
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience " + patience + " is not positive");
        }
    }
}
