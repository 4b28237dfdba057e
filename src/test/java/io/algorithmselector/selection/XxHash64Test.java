package io.algorithmselector.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class XxHash64Test {
    private static final long PRIME_32 = 0x9E3779B1L;
    private static final long PRIME_64 = 0x9E3779B185EBCA8DL;

    /** The vectors that xxHash 0.8 publishes (tests/sanity_test_vectors.h), for lengths that reach every part. */
    @ParameterizedTest
    @CsvSource({
        "0, EF46DB3751D8E999, AC75FDA2929B17EF",
        "1, E934A84ADB052768, 5014607643A9B4C3",
        "4, 9136A0DCA57457EE, CAAB286BD8E9FDB5",
        "8, CDBCF538E71D1348, FE0C047A5353CDAC",
        "14, 8282DCC4994E35C8, C3BD6BF63DEB6DF0",
        "32, 18B216492BB44B70, B3F33BDF93ADE409",
        "33, 55C8DC3E578F5B59, E92C292F64BC3071",
        "100, 4BFE019CD91D9EA4, 4853706DC9625CAE",
        "222, B641AE8CB691C174, 20CB8AB7AE10C14A",
        "4160, EEE6A4E2AC952A5E, A4CB59E19D6A35F9"
    })
    void hash_publishedVector_isEqual(int length, String unseeded, String seeded) {
        byte[] bytes = published(length);

        assertThat(hex(XxHash64.hash(bytes, 0))).isEqualTo(unseeded);
        assertThat(hex(XxHash64.hash(bytes, PRIME_32))).isEqualTo(seeded);
    }

    @ParameterizedTest
    @CsvSource({
        "a, D24EC4F1A98C6E5B",
        "abc, 44BC2CF5AD770999",
        "1234, D8316E61D84F6BA4",
        "12345678, D2D02F08CF7CFD4A",
        "1234567890123456, B61C33DC6C59F270"
    })
    void hash_wellKnownText_isEqual(String text, String expected) {
        assertThat(hex(XxHash64.hash(text.getBytes(StandardCharsets.UTF_8), 0))).isEqualTo(expected);
    }

    /** The bytes that the vectors are of. */
    private static byte[] published(int length) {
        byte[] bytes = new byte[length];
        long generator = PRIME_32;
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (generator >>> 56);
            generator *= PRIME_64;
        }
        return bytes;
    }

    private static String hex(long hash) {
        return "%016X".formatted(hash);
    }
}
