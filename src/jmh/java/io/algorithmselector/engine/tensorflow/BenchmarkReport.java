package io.algorithmselector.engine.tensorflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link EngineBenchmark} and adds, for each model, the port's time in raw calls: of the forks' medians and of the
 * best and worst pair of forks. Takes JMH's own options, to shorten a run say.
 */
public final class BenchmarkReport {
    private BenchmarkReport() {}

    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        Options options = new OptionsBuilder()
                .parent(new CommandLineOptions(arguments))
                .include(EngineBenchmark.class.getName())
                .build();
        Collection<RunResult> results = new Runner(options).run();
        System.out.println();
        for (EngineBenchmark.Model model : EngineBenchmark.Model.values()) {
            double[] raw = forks(results, model, "raw");
            double[] port = forks(results, model, "port");
            System.out.printf(
                    Locale.ROOT,
                    "%s: port / raw = %.3f (spread %.3f to %.3f); raw %.2f us %s, port %.2f us %s%n",
                    model,
                    median(port) / median(raw),
                    port[0] / raw[raw.length - 1],
                    port[port.length - 1] / raw[0],
                    median(raw),
                    text(raw),
                    median(port),
                    text(port));
        }
    }

    /** The score of each fork, ascending. */
    private static double[] forks(Collection<RunResult> results, EngineBenchmark.Model model, String method) {
        List<Double> scores = new ArrayList<>();
        for (RunResult result : results) {
            if (result.getParams().getBenchmark().endsWith("." + method)
                    && result.getParams().getParam("model").equals(model.name())) {
                for (BenchmarkResult fork : result.getBenchmarkResults()) {
                    scores.add(fork.getPrimaryResult().getScore());
                }
            }
        }
        return scores.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static List<String> text(double[] scores) {
        return Arrays.stream(scores)
                .mapToObj(score -> String.format(Locale.ROOT, "%.2f", score))
                .toList();
    }
}
