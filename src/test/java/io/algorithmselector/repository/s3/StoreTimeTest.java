package io.algorithmselector.repository.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

final class StoreTimeTest {
    private static final Instant HERE = Instant.parse("2026-01-02T03:04:05.678Z");

    @Test
    void of_date_isTheStoresTime() {
        assertThat(at(answer("Tue, 03 Feb 2026 04:05:06 GMT"))).isEqualTo(Instant.parse("2026-02-03T04:05:06Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-02-03T04:05:06Z", "Mon, 03 Feb 2026 04:05:06 GMT", "1770091506"})
    void of_dateThatIsNone_isThisMachinesTime(String date) {
        assertThat(at(answer(date))).isEqualTo(HERE);
    }

    @Test
    void of_noDate_isThisMachinesTime() {
        assertThat(at(SdkHttpResponse.builder().build())).isEqualTo(HERE);
    }

    @ParameterizedTest
    @CsvSource({
        // somewhere in that second
        "2026-02-03T04:05:06Z, 2026-02-03T04:05:07Z",
        "2026-02-03T04:05:06.789Z, 2026-02-03T04:05:06.789Z"
    })
    void changed_secondsOrFractions_isTheLatestThatItCanHaveBeen(Instant listed, Instant changed) {
        S3Object object = S3Object.builder().lastModified(listed).build();
        assertThat(StoreTime.changed(object, HERE, StoreTime.wholeSeconds(List.of(object))))
                .isEqualTo(changed);
    }

    /** Else a file would count as newer than the marker that was written half a second after it. */
    @Test
    void changed_noFractionByChance_isAsTheOthersOfTheListing() {
        Instant second = Instant.parse("2026-02-03T04:05:06Z");
        S3Object file = S3Object.builder().lastModified(second).build();
        S3Object marker =
                S3Object.builder().lastModified(second.plusMillis(500)).build();
        S3Object undated = S3Object.builder().build();
        boolean wholeSeconds = StoreTime.wholeSeconds(List.of(file, marker, undated));
        assertThat(StoreTime.changed(file, HERE, wholeSeconds)).isEqualTo(second);
        assertThat(StoreTime.wholeSeconds(List.of(file, undated))).isTrue();
    }

    @Test
    void changed_noDate_isThatOfTheListing() {
        assertThat(StoreTime.changed(S3Object.builder().build(), HERE, true)).isEqualTo(HERE);
    }

    private static SdkHttpResponse answer(String date) {
        return SdkHttpResponse.builder().putHeader("date", date).build();
    }

    private static Instant at(SdkHttpResponse answer) {
        return StoreTime.of(answer, InstantSource.fixed(HERE));
    }
}
