package io.algorithmselector.engine.tensorflow;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The calls of {@link EngineBenchmark} in turn, a few of each, within one process: whatever the neighbours of a busy machine
 * take, they take from both alike. One ratio, of the medians, for each second; of those the median and the range. About 20
 * seconds. What it cannot show is how the compiler's outcome differs from one process to the next: JMH's forks do.
 */
public final class TurnBenchmark {
    private static final int CALLS_A_TURN = 5;
    /** For each model, all before the first is measured: on a busy machine the compiler takes six seconds to get to the port. */
    private static final int WARM_UP_SECONDS = 5;

    private static final int SECONDS = 5;

    private TurnBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Map<EngineBenchmark.Model, EngineBenchmark> benchmarks = new EnumMap<>(EngineBenchmark.Model.class);
        for (EngineBenchmark.Model model : EngineBenchmark.Model.values()) {
            EngineBenchmark benchmark = new EngineBenchmark();
            benchmark.model = model;
            benchmark.load();
            benchmarks.put(model, benchmark);
        }
        benchmarks.values().forEach(benchmark -> seconds(benchmark, WARM_UP_SECONDS));
        benchmarks.forEach((model, benchmark) -> print(model, seconds(benchmark, SECONDS)));
        benchmarks.values().forEach(EngineBenchmark::close);
    }

    private static Second[] seconds(EngineBenchmark benchmark, int count) {
        Second[] seconds = new Second[count];
        Arrays.setAll(seconds, i -> second(benchmark));
        return seconds;
    }

    /** Median microseconds a call. */
    private record Second(double raw, double port) {
        double ratio() {
            return port / raw;
        }
    }

    private static Second second(EngineBenchmark benchmark) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        Turns raw = new Turns();
        Turns port = new Turns();
        boolean rawFirst = true;
        while (System.nanoTime() < end) {
            if (rawFirst) {
                raw.time(benchmark::raw);
                port.time(benchmark::port);
            } else {
                port.time(benchmark::port);
                raw.time(benchmark::raw);
            }
            rawFirst = !rawFirst;
        }
        return new Second(raw.median(), port.median());
    }

    /** The times of one kind of call. */
    private static final class Turns {
        private double[] microseconds = new double[1024];
        private int count;

        void time(Runnable call) {
            long start = System.nanoTime();
            for (int i = 0; i < CALLS_A_TURN; i++) {
                call.run();
            }
            if (count == microseconds.length) {
                microseconds = Arrays.copyOf(microseconds, 2 * count);
            }
            microseconds[count++] = (System.nanoTime() - start) / 1e3 / CALLS_A_TURN;
        }

        double median() {
            return TurnBenchmark.median(Arrays.copyOf(microseconds, count));
        }
    }

    private static void print(EngineBenchmark.Model model, Second[] measured) {
        double[] ratios =
                Arrays.stream(measured).mapToDouble(Second::ratio).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s in turn: port / raw = %.3f (range %.3f to %.3f over %d s); raw %.2f us, port %.2f us%n",
                model,
                median(ratios),
                ratios[0],
                ratios[ratios.length - 1],
                ratios.length,
                median(Arrays.stream(measured).mapToDouble(Second::raw).toArray()),
                median(Arrays.stream(measured).mapToDouble(Second::port).toArray()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
