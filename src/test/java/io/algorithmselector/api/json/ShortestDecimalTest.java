package io.algorithmselector.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortestDecimalTest {
    private final ShortestDecimal decimal = new ShortestDecimal();

    private BigDecimal of(double value) {
        decimal.compute(value);
        return BigDecimal.valueOf(decimal.digits(), -decimal.exponent()).stripTrailingZeros();
    }

    private BigDecimal of(float value) {
        decimal.compute(value);
        return BigDecimal.valueOf(decimal.digits(), -decimal.exponent()).stripTrailingZeros();
    }

    /** The JDK has at least two digits, and of those the nearest: the same wherever two are needed. */
    private static void assertSame(BigDecimal ours, BigDecimal jdks) {
        if (ours.precision() > 1) {
            assertThat(ours).isEqualTo(jdks.stripTrailingZeros());
        }
    }

    @Test
    void doubles_ofAnyBits_areTheJdks() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300_000; i++) {
            double value = Math.abs(Double.longBitsToDouble(random.nextLong()));
            if (Double.isFinite(value) && value > 0) {
                assertSame(of(value), new BigDecimal(Double.toString(value)));
                assertThat(of(value).doubleValue()).isEqualTo(value);
            }
        }
    }

    @Test
    void floats_ofAnyBits_areTheJdks() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 300_000; i++) {
            float value = Math.abs(Float.intBitsToFloat(random.nextInt()));
            if (Float.isFinite(value) && value > 0) {
                assertSame(of(value), new BigDecimal(Float.toString(value)));
                assertThat(of(value).floatValue()).isEqualTo(value);
            }
        }
    }

    @Test
    void powersOfTwo_whoseLowerNeighbourIsNearer_areTheJdks() {
        for (int exponent = Double.MIN_EXPONENT - 52; exponent <= Double.MAX_EXPONENT; exponent++) {
            double value = Math.scalb(1.0, exponent);
            assertSame(of(value), new BigDecimal(Double.toString(value)));
            assertSame(of(Math.nextUp(value)), new BigDecimal(Double.toString(Math.nextUp(value))));
        }
        for (int exponent = Float.MIN_EXPONENT - 23; exponent <= Float.MAX_EXPONENT; exponent++) {
            float value = Math.scalb(1f, exponent);
            assertSame(of(value), new BigDecimal(Float.toString(value)));
            assertSame(of(Math.nextUp(value)), new BigDecimal(Float.toString(Math.nextUp(value))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5E-324",
                "1E-323",
                "2E-323",
                "1E+23",
                "2E+23",
                "9.007199254740994E+16",
                "1.7976931348623157E+308"
            })
    void doubles_oddOnes_areTheShortest(String number) {
        assertThat(of(Double.parseDouble(number)).toString())
                .isEqualTo(new BigDecimal(number).stripTrailingZeros().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E-45", "3E-45", "1E+10", "8.589935E+9", "3.4028235E+38", "1.1754944E-38"})
    void floats_oddOnes_areTheShortest(String number) {
        assertThat(of(Float.parseFloat(number)).toString())
                .isEqualTo(new BigDecimal(number).stripTrailingZeros().toString());
    }
}
