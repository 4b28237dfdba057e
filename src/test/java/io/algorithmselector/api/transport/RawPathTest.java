package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.ServingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2Fb",
                "/a%2fb",
                "/a%5Cb",
                "/a%5cb",
                "/a;b",
                "/a%3Bb",
                "/a%00",
                "/a\\b",
                "/a%252Fb",
                "/a%255c",
                "/a%2500",
                "/..",
                "/../a",
                "/a/../b",
                "/a/./b",
                "/a/.",
                "/%2e%2e/a",
                "/.%2E",
                "/a%",
                "/a%4",
                "/a%zz"
            })
    void isAmbiguous_whatMayMeanAnotherPath_yes(String path) {
        assertThat(RawPath.isAmbiguous(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/models/m:predict",
                "/a%3Ab",
                "/a.b",
                "/a..b",
                "/...",
                "/a%25b",
                "/a%2541",
                "/m%C3%A9",
                ""
            })
    void isAmbiguous_plain_no(String path) {
        assertThat(RawPath.isAmbiguous(path)).isFalse();
    }

    @Test
    void decode_once() {
        assertThat(RawPath.decode("m")).isEqualTo("m");
        assertThat(RawPath.decode("m%C3%a9%20x+é")).isEqualTo("mé x+é");
        assertThat(RawPath.decode("%2541")).isEqualTo("%41");
        assertThatThrownBy(() -> RawPath.decode("%C3")).isInstanceOf(ServingException.class);
    }
}
