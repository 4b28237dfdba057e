package io.algorithmselector.lifecycle;

import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Renewal;
import io.algorithmselector.repository.UploadRule;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How often repositories are looked into, and when an upload counts as ended.
 *
 * @param interval between two looks, where a model's catalogue entry gives no other; 0: never again once a look succeeded
 * @param settleTime for how long no file may have changed; null: the smaller of 10 s and the interval, 10 s without polling
 * @param jitter the largest share of an interval by which chance makes it longer or shorter, from 0 to below 1: those who started
 *     together do not ask together for ever
 */
public record Polling(Duration interval, @Nullable Duration settleTime, double jitter) {
    public static final Polling DEFAULT = new Polling(Duration.ofSeconds(30), null, 0.1);

    private static final Duration LONGEST_SETTLE_TIME = Duration.ofSeconds(10);

    /** @throws IllegalArgumentException that names what is out of its range */
    public Polling {
        Renewal.requireInterval("interval", interval);
        if (settleTime != null && settleTime.isNegative()) {
            throw new IllegalArgumentException("settleTime " + settleTime + " is negative");
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("jitter " + jitter + " is not from 0 to below 1");
        }
    }

    /** Between two looks into a model's repository; 0: never again. */
    public Duration interval(ModelConfig model) {
        return Objects.requireNonNullElse(model.renewal().pollInterval(), interval);
    }

    /** By which the uploads of a model's versions are judged. */
    public UploadRule rule(ModelConfig model) {
        return new UploadRule(model.renewal().marker(), settleTime != null ? settleTime : settleTime(interval(model)));
    }

    private static Duration settleTime(Duration interval) {
        return interval.isZero() || interval.compareTo(LONGEST_SETTLE_TIME) > 0 ? LONGEST_SETTLE_TIME : interval;
    }

    /** The next pause of such an interval: chance moves it, and on the average it is the interval. */
    public Duration pause(Duration wanted) {
        double factor = 1 + jitter * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return jitter == 0 ? wanted : Duration.ofNanos((long) (wanted.toNanos() * factor));
    }
}
