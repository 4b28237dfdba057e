package io.algorithmselector.api.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTextTest {
    private final DecimalText text = new DecimalText();
    private final byte[] buffer = new byte[DecimalText.MAX_LENGTH];

    private String of(float value) {
        return new String(buffer, 0, text.write(value, buffer, 0), US_ASCII);
    }

    private String of(double value) {
        return new String(buffer, 0, text.write(value, buffer, 0), US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "9000000, 9e+06",
        "999999, 999999.0",
        "1000000, 1e+06",
        "0.5, 0.5",
        "0.0003, 0.0003",
        "0.00003, 3e-05",
        "555557.5, 555557.5",
        "3, 3.0",
        "0, 0.0",
        "-0.0, -0.0",
        "-2.5, -2.5",
        "0.1, 0.1",
        "0.2, 0.2",
        "0.33333334, 0.333333343",
        "16777216, 16777216.0",
        "16777217, 16777216.0",
        "123456789, 123456792.0",
        "1234567936, 1.23456794e+09",
        "1000001, 1000001.0",
        "3.4028235e38, 3.40282347e+38",
        "1.17549435e-38, 1.17549435e-38",
        "1.4e-45, 1.4013e-45",
        "1e-10, 1e-10",
        "1.5e20, 1.5e+20",
        "NaN, NaN",
        "Infinity, Infinity",
        "-Infinity, -Infinity"
    })
    void float_table_asTensorFlowServingWritesIt(float value, String expected) {
        assertThat(of(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "8.0, 8.0",
        "0.1, 0.1",
        "0.123456, 0.123456",
        "0.1234567, 0.1234567",
        "0.3333333333333333, 0.33333333333333331",
        "9000000, 9e+06",
        "9000001, 9000001.0",
        "1e17, 1e+17",
        "123456789012345678, 1.2345678901234568e+17",
        "12345678901234567, 12345678901234568.0",
        "4.9e-324, 4.94066e-324",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "-1.7976931348623157e308, -1.7976931348623157e+308",
        "1e100, 1e+100",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void double_table_asTensorFlowServingWritesIt(double value, String expected) {
        assertThat(of(value)).isEqualTo(expected);
    }

    @Test
    void float_randomBits_sameAsByBigDecimal() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 40_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                assertThat(of(value)).as(Float.toString(value)).isEqualTo(reference(value, true));
                assertThat(Float.parseFloat(of(value))).isEqualTo(value);
            }
        }
    }

    @Test
    void float_fewDigits_sameAsByBigDecimal() {
        SplittableRandom random = new SplittableRandom(43);
        for (int i = 0; i < 40_000; i++) {
            float value = (float) (random.nextInt(2_000_000) * Math.pow(10, random.nextInt(-45, 33)));
            assertThat(of(value)).as(Float.toString(value)).isEqualTo(reference(value, true));
        }
    }

    @Test
    void double_randomBits_sameAsByBigDecimal() {
        SplittableRandom random = new SplittableRandom(44);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(of(value)).as(Double.toString(value)).isEqualTo(reference(value, false));
                assertThat(Double.parseDouble(of(value))).isEqualTo(value);
            }
        }
    }

    @Test
    void double_exactTiesAndFewDigits_sameAsByBigDecimal() {
        SplittableRandom random = new SplittableRandom(45);
        for (int i = 0; i < 20_000; i++) {
            double tie = random.nextLong(1L << 53) * Math.pow(2, random.nextInt(-12, 3));
            assertThat(of(tie)).isEqualTo(reference(tie, false));
            double few = Double.parseDouble(random.nextInt(2_000_000) + "e" + random.nextInt(-320, 300));
            assertThat(of(few)).isEqualTo(reference(few, false));
        }
    }

    /** The same rule, slowly: C's %g by big decimals, six digits first, then all. */
    private static String reference(double value, boolean single) {
        String shortForm = percentG(value, 6);
        boolean readsBack =
                single ? Float.parseFloat(shortForm) == (float) value : Double.parseDouble(shortForm) == value;
        String form = readsBack ? shortForm : percentG(value, single ? 9 : 17);
        return form.contains(".") || form.contains("e") ? form : form + ".0";
    }

    private static String percentG(double value, int precision) {
        if (value == 0) {
            return Double.toString(value).startsWith("-") ? "-0" : "0";
        }
        BigDecimal rounded = new BigDecimal(value)
                .round(new MathContext(precision, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        int exponent = rounded.precision() - 1 - rounded.scale();
        if (exponent >= -4 && exponent < precision) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String sign = value < 0 ? "-" : "";
        return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    private String shortest(float value) {
        return new String(buffer, 0, text.writeShortest(value, buffer, 0), US_ASCII);
    }

    private String shortest(double value) {
        return new String(buffer, 0, text.writeShortest(value, buffer, 0), US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "0.33333334, 0.33333334",
        "1234567.5, 1234567.5",
        "16777216, 16777216.0",
        "123456792, 123456790.0",
        "1e9, 1e+09",
        "9.999999e9, 9.999999e+09",
        "0.00001, 1e-05",
        "0.0001, 0.0001",
        "3.4028235e38, 3.4028235e+38",
        "1.17549435e-38, 1.1754944e-38",
        "1.4e-45, 1e-45",
        "2, 2.0",
        "-0.0, -0.0",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void shortestFloat_table(float value, String expected) {
        assertThat(shortest(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "0.30000000000000004, 0.30000000000000004",
        "1e16, 10000000000000000.0",
        "1e17, 1e+17",
        "999999999999999.9, 999999999999999.9",
        "9.999999999999999e22, 1e+23",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "4.9e-324, 5e-324"
    })
    void shortestDouble_table(double value, String expected) {
        assertThat(shortest(value)).isEqualTo(expected);
    }

    @Test
    void shortestFloat_randomBits_readsBackAndIsNoLongerThanTheJdks() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                String written = shortest(value);
                assertThat(Float.parseFloat(written)).as(written).isEqualTo(value);
                assertThat(digits(written)).as(written).isLessThanOrEqualTo(digits(Float.toString(value)));
            }
        }
    }

    @Test
    void shortestDouble_randomBitsAndFewDigits_readsBackAndIsNoLongerThanTheJdks() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 200_000; i++) {
            double few = random.nextInt(100_000) / 1000.0;
            double value = i % 2 == 0 ? few : Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                String written = shortest(value);
                assertThat(Double.parseDouble(written)).as(written).isEqualTo(value);
                assertThat(digits(written)).as(written).isLessThanOrEqualTo(digits(Double.toString(value)));
            }
        }
    }

    /** How many significant digits there are, without zeros at either end. */
    private static int digits(String number) {
        int precision = new BigDecimal(number).stripTrailingZeros().precision();
        return Math.max(precision, 1);
    }
}
