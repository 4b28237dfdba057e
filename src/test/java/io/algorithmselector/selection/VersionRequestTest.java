package io.algorithmselector.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionRequestTest {
    private static final VersionChoice NONE = VersionChoice.NONE;

    @Test
    void of_nothing_isAny() {
        assertThat(VersionRequest.of(NONE, null, null, null)).isEqualTo(VersionRequest.ANY);
        assertThat(VersionRequest.of(NONE, "", "", "")).isEqualTo(VersionRequest.ANY);
    }

    @Test
    void of_bothHeaders_takesTheVersion() {
        assertThat(VersionRequest.of(NONE, "7", "canary", "k"))
                .isEqualTo(new VersionRequest(NONE, new VersionChoice.Version(7), "k"));
    }

    @Test
    void of_labelHeader_takesIt() {
        assertThat(VersionRequest.of(NONE, null, "canary", null).header()).isEqualTo(new VersionChoice.Label("canary"));
    }

    @Test
    void of_namedInTheRequest_doesNotLookAtTheHeaders() {
        VersionChoice named = new VersionChoice.Version(1);

        assertThat(VersionRequest.of(named, "not a number", "canary", "k"))
                .isEqualTo(new VersionRequest(named, NONE, "k"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "-1", "+1", "1.0", " 1", "0x1", "١", "9223372036854775808"})
    void of_versionHeaderThatIsNoNumber_namesTheHeader(String value) {
        assertThatThrownBy(() -> VersionRequest.of(NONE, value, null, null))
                .isInstanceOfSatisfying(
                        ServingException.class,
                        e -> assertThat(e.failure())
                                .isEqualTo(new Failure.InvalidInput("x-model-version '" + value
                                        + "' is not a number from 0 to 9223372036854775807")));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "007, 7", "9223372036854775807, 9223372036854775807"})
    void numberOrLabel_digits_areAVersion(String text, long number) {
        assertThat(VersionChoice.numberOrLabel(text)).isEqualTo(new VersionChoice.Version(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary", "v1", "1a", "-1"})
    void numberOrLabel_anythingElse_isALabel(String text) {
        assertThat(VersionChoice.numberOrLabel(text)).isEqualTo(new VersionChoice.Label(text));
    }

    @Test
    void numberOrLabel_empty_isNone() {
        assertThat(VersionChoice.numberOrLabel("")).isEqualTo(NONE);
    }

    @Test
    void numberOrLabel_numberBeyondAVersion_isInvalid() {
        assertThatThrownBy(() -> VersionChoice.numberOrLabel("9223372036854775808"))
                .isInstanceOf(ServingException.class)
                .hasMessage("version '9223372036854775808' is not a number from 0 to 9223372036854775807");
    }
}
