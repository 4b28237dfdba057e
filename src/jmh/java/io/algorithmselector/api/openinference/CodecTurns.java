package io.algorithmselector.api.openinference;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The codecs of {@link CodecBenchmark} and what each is held against, a few calls of either in turn within one process, timed by what
 * the thread had of a processor: whatever the neighbours of a busy machine take, they take from both alike. One ratio, of the
 * medians, for each second; of those the median and the range. About a minute and a half.
 */
public final class CodecTurns {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_SECONDS = 4;
    private static final int SECONDS = 5;

    private CodecTurns() {}

    /** One call. */
    @FunctionalInterface
    private interface Call {
        Object run() throws IOException;
    }

    /** Median microseconds a call. */
    private record Second(double reference, double ours) {
        double ratio() {
            return reference / ours;
        }
    }

    /** @param arguments part of the names of what is to be measured; none: all */
    public static void main(String[] arguments) throws IOException {
        String only = arguments.length == 0 ? "" : arguments[0];
        CodecBenchmark codecs = new CodecBenchmark();
        for (int digits : new int[] {4, 17}) {
            CodecBenchmark.Json json = new CodecBenchmark.Json();
            json.digits = digits;
            json.write();
            String what = "JSON of " + digits + " digits, ";
            int answer = codecs.jsonWriteOurs(json).length;
            compare(
                    only,
                    what + "read",
                    json.text.length,
                    () -> codecs.jsonReadJackson(json),
                    () -> codecs.jsonReadOurs(json));
            compare(
                    only,
                    what + "written",
                    answer,
                    () -> codecs.jsonWriteJackson(json),
                    () -> codecs.jsonWriteOurs(json));
            int tensorflow = codecs.jsonWriteTensorFlow(json).length;
            compare(
                    only,
                    what + "as TFS",
                    tensorflow,
                    () -> codecs.jsonWriteJackson(json),
                    () -> codecs.jsonWriteTensorFlow(json));
        }
        CodecBenchmark.Binary binary = new CodecBenchmark.Binary();
        binary.write();
        int size = binary.content.length;
        compare(only, "binary REST, read", size, () -> codecs.copyIn(binary), () -> codecs.readRest(binary));
        compare(only, "binary gRPC, read", size, () -> codecs.copyIn(binary), () -> codecs.readGrpc(binary));
        compare(only, "binary REST, written", size, () -> codecs.copyOut(binary), () -> codecs.writeRest(binary));
        compare(
                only,
                "binary gRPC, written",
                size,
                () -> codecs.copyToTransport(binary),
                () -> codecs.writeGrpc(binary));
    }

    private static void compare(String only, String what, int bytes, Call reference, Call ours) throws IOException {
        if (!what.contains(only)) {
            return;
        }
        for (int i = 0; i < WARM_UP_SECONDS; i++) {
            second(reference, ours);
        }
        Second[] seconds = new Second[SECONDS];
        for (int i = 0; i < SECONDS; i++) {
            seconds[i] = second(reference, ours);
        }
        double[] ratios =
                Arrays.stream(seconds).mapToDouble(Second::ratio).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-24s speed in that of the reference %.2f (%.2f to %.2f); reference %5.0f MB/s, %9d bytes allocated;"
                        + " ours %5.0f MB/s, %9d bytes allocated%n",
                what,
                median(ratios),
                ratios[0],
                ratios[ratios.length - 1],
                bytes
                        / median(Arrays.stream(seconds)
                                .mapToDouble(Second::reference)
                                .toArray()),
                allocated(reference),
                bytes / median(Arrays.stream(seconds).mapToDouble(Second::ours).toArray()),
                allocated(ours));
    }

    private static Second second(Call reference, Call ours) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        Turns references = new Turns();
        Turns own = new Turns();
        while (System.nanoTime() < end || own.count < 2) {
            references.time(reference);
            own.time(ours);
            own.time(ours);
            references.time(reference);
        }
        return new Second(references.median(), own.median());
    }

    private static long allocated(Call call) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        call.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** The times of one kind of call. */
    private static final class Turns {
        private double[] microseconds = new double[1024];
        private int count;

        void time(Call call) throws IOException {
            long start = THREADS.getCurrentThreadCpuTime();
            call.run();
            if (count == microseconds.length) {
                microseconds = Arrays.copyOf(microseconds, 2 * count);
            }
            microseconds[count++] = (THREADS.getCurrentThreadCpuTime() - start) / 1e3;
        }

        double median() {
            return CodecTurns.median(Arrays.copyOf(microseconds, count));
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
