package io.algorithmselector.repository.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The store's clock, as far as its answers show it: the age of an object is told by its own store's time, not by this machine's. */
final class StoreTime {
    private StoreTime() {}

    /** When a store answered: its {@code Date}, in whole seconds rounded down; without one that can be read, this machine's time. */
    static Instant of(SdkHttpResponse answer, InstantSource clock) {
        return answer.firstMatchingHeader("Date").flatMap(StoreTime::parse).orElseGet(clock::instant);
    }

    private static Optional<Instant> parse(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a listing's dates are rounded down to seconds, as S3's are; other stores' have fractions. One object does not tell, for
     * one of a thousand that are dated to the millisecond has no fraction by chance.
     */
    static boolean wholeSeconds(Collection<S3Object> listed) {
        return listed.stream()
                .map(S3Object::lastModified)
                .allMatch(told -> told == null || told.equals(told.truncatedTo(ChronoUnit.SECONDS)));
    }

    /**
     * The latest time at which an object can have been changed.
     *
     * @param at when it was listed, for a store that dates nothing: its objects settle by being seen
     * @param wholeSeconds whether the store rounds its dates down to them
     */
    static Instant changed(S3Object object, Instant at, boolean wholeSeconds) {
        @Nullable Instant told = object.lastModified();
        if (told == null) {
            return at;
        }
        return wholeSeconds ? told.plusSeconds(1) : told;
    }
}
