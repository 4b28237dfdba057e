package io.algorithmselector.api.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.ServingException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumberTest {
    private static JsonCursor cursor(String json) {
        return new JsonCursor(json.getBytes(US_ASCII));
    }

    private static double decimal(String json) {
        JsonCursor in = cursor(json);
        double value = in.decimal();
        assertThat(in.at).as("all of " + json + " is read").isEqualTo(json.length());
        return value;
    }

    private static void assertSameAsJdk(String json) {
        assertThat(Double.doubleToRawLongBits(decimal(json)))
                .as(json)
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.0",
                "1",
                "0.1",
                "0.000123",
                "123456789012345678",
                "9007199254740993",
                "9007199254740992.5",
                "18446744073709551615",
                "18446744073709551616",
                "0.1e1",
                "1E+5",
                "1e-5",
                "4.9e-324",
                "2.4703282292062327e-324",
                "2.4703282292062328e-324",
                "2.2250738585072014e-308",
                "2.2250738585072011e-308",
                "1.7976931348623157e308",
                "1.7976931348623158e308",
                "1.7976931348623159e308",
                "1e309",
                "1e99999999",
                "1e-99999999",
                "0e999",
                "8.5",
                "3.0e22",
                "3.0e23",
                "6929495644600919.5",
                "3.2378839133029012895883524125015321748630094e-319",
                "1090544144181609348671888949248",
                "0.00000000000000000000000000000000000000000000000000000000000000000001234567890123456789012345"
            })
    void decimal_special_asTheJdkReadsIt(String json) {
        assertSameAsJdk(json);
    }

    @Test
    void decimal_randomDigitsAndExponents_asTheJdkReadsThem() {
        SplittableRandom random = new SplittableRandom(20260101);
        for (int i = 0; i < 100_000; i++) {
            int length = random.nextInt(1, 22);
            StringBuilder json = new StringBuilder().append(random.nextInt(1, 10));
            for (int k = 1; k < length; k++) {
                json.append(random.nextInt(10));
            }
            if (random.nextBoolean() && length > 1) {
                json.insert(random.nextInt(1, length), '.');
            }
            int range = random.nextBoolean() ? 30 : 345;
            assertSameAsJdk(
                    json.append('e').append(random.nextInt(-range, range)).toString());
        }
    }

    @Test
    void decimal_randomBits_readBackExactly() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 40_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertSameAsJdk(Double.toString(value).replace("E", "e"));
            }
        }
    }

    @Test
    void decimal_halfWayBetweenDoubles_roundsToEven() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 20_000; i++) {
            // 54 bits: an odd one lies exactly between two doubles
            long between = random.nextLong(1L << 53, 1L << 54) | 1;
            int power = random.nextInt(-30, 10);
            BigDecimal exact = new BigDecimal(BigInteger.valueOf(between));
            BigDecimal two = BigDecimal.valueOf(2);
            exact = power < 0 ? exact.divide(two.pow(-power)) : exact.multiply(two.pow(power));
            assertSameAsJdk(exact.toPlainString());
        }
    }

    @Test
    void decimal_bareWords_areNaNAndInfinities() {
        assertThat(decimal("NaN")).isNaN();
        assertThat(decimal("-NaN")).isNaN();
        assertThat(decimal("Infinity")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(decimal("Inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(decimal("-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", ".5", "01", "-01", "1.", "1.e3", "1e", "1e+", "Nan", "Infinit", "-x", "]"})
    void decimal_malformed_isAParseErrorWithAnOffset(String json) {
        assertThatThrownBy(() -> cursor(json).decimal())
                .isInstanceOf(ServingException.class)
                .hasMessageMatching("JSON Parse error: .* at offset: \\d+");
    }

    @Test
    void integer_withinRange_isRead() {
        assertThat(cursor("-128").integer(-128, 127, "int8")).isEqualTo(-128);
        assertThat(cursor("9223372036854775807").integer(Long.MIN_VALUE, Long.MAX_VALUE, "int64"))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(cursor("-9223372036854775808").integer(Long.MIN_VALUE, Long.MAX_VALUE, "int64"))
                .isEqualTo(Long.MIN_VALUE);
        assertThat(cursor("18446744073709551615").unsigned()).isEqualTo(-1);
        assertThat(cursor("10000000000000000000").unsigned()).isEqualTo(Long.parseUnsignedLong("10000000000000000000"));
        assertThat(cursor("-0").unsigned()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "-9223372036854775809",
                "18446744073709551615",
                "18446744073709551616",
                "99999999999999999999",
                "36893488147419103232",
                "123456789012345678901234567890"
            })
    void integer_beyondInt64_isOutOfRange(String json) {
        assertThatThrownBy(() -> cursor(json).integer(Long.MIN_VALUE, Long.MAX_VALUE, "int64"))
                .isInstanceOf(UnexpectedValue.class)
                .hasMessageContaining("the number " + json)
                .hasMessageContaining("out of the range of int64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18446744073709551616",
                "19999999999999999999",
                "20000000000000000000",
                "-1",
                "184467440737095516150"
            })
    void unsigned_beyondUint64_isOutOfRange(String json) {
        assertThatThrownBy(() -> cursor(json).unsigned())
                .isInstanceOf(UnexpectedValue.class)
                .hasMessageContaining("out of the range of uint64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "NaN", "-Infinity", "true", "\"1\"", "null", "[1]", "{}"})
    void integer_otherValue_isUnexpected(String json) {
        assertThatThrownBy(() -> cursor(json).integer(0, 9, "int32"))
                .isInstanceOf(UnexpectedValue.class)
                .hasMessageEndingWith("expected int32");
    }
}
