package io.algorithmselector.soak;

import io.algorithmselector.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads and unloads a version again and again, each time with new content, with a few requests each time. Fails if what the process
 * holds after all, when nothing is loaded, is more than {@value #MARGIN} times that after the first {@value #EARLY}: its anonymous
 * pages outside the heap, or what lives on the heap. The heap is resident as a whole from the start: how much of it the JVM
 * happens to use says nothing of what is lost. The number stays the same, as versions that are gone are told of for some minutes.
 * Linux only: it reads {@code /proc}.
 */
final class MemorySoak {
    private static final int EARLY = 30;
    private static final double MARGIN = 1.05;
    private static final long VERSION = 1;
    private static final int BALLAST_BYTES = 20_000_000;
    private static final long HEAP_MEGABYTES = 256;
    /** A sample is the median of the last so many cycles: a collection or a compilation in between moves single ones. */
    private static final int WIDTH = 5;

    private MemorySoak() {}

    /** @param arguments how many cycles, a multiple of {@value #EARLY} above it */
    public static void main(String[] arguments) throws Exception {
        int cycles = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("memory-soak-");
        try (SwappedModel model = SwappedModel.create(folder)) {
            bring(model);
            try (PackagedGateway gateway =
                    model.serve("-Xms" + HEAP_MEGABYTES + "m", "-Xmx" + HEAP_MEGABYTES + "m", "-XX:+AlwaysPreTouch")) {
                run(model, gateway, cycles);
            }
        } finally {
            SwappedModel.delete(folder);
        }
    }

    private static void bring(SwappedModel model) throws IOException {
        Path written = model.write(VERSION, BALLAST_BYTES);
        model.upload(written, VERSION);
        SwappedModel.delete(written);
    }

    private static void run(SwappedModel model, PackagedGateway gateway, int cycles) throws Exception {
        List<Memory> samples = new ArrayList<>();
        List<Memory> latest = new ArrayList<>();
        try (Asker rest = new RestAsker(gateway.restPort);
                Asker grpc = new GrpcAsker(gateway.grpcPort)) {
            for (int cycle = 1; cycle <= cycles; cycle++) {
                rest.ask(cycle);
                grpc.ask(cycle);
                change(gateway, "unload");
                if (cycle % EARLY > EARLY - WIDTH || cycle % EARLY == 0) {
                    latest.add(Memory.of(gateway.pid()));
                }
                if (cycle % EARLY == 0) {
                    Memory sample = Memory.median(latest);
                    latest.clear();
                    samples.add(sample);
                    System.out.printf(
                            "after %3d cycles: %.1f MB outside the heap, %.1f MB live on it%n",
                            cycle, sample.outside / 1e6, sample.heap / 1e6);
                }
                bring(model);
                change(gateway, "load");
            }
        }
        double outside = (double) samples.getLast().outside / samples.getFirst().outside;
        double heap = (double) samples.getLast().heap / samples.getFirst().heap;
        System.out.printf("after all / after %d: %.3f outside the heap, %.3f live on it%n", EARLY, outside, heap);
        if (outside > MARGIN || heap > MARGIN) {
            throw new AssertionError("memory grew by more than the factor " + MARGIN);
        }
    }

    private static void change(PackagedGateway gateway, String what) throws Exception {
        var response = gateway.post("/v2/repository/models/" + Asker.MODEL + "/" + what, "{}");
        if (response.statusCode() != 200) {
            throw new AssertionError(what + ": " + response.statusCode() + " " + response.body());
        }
    }

    /**
     * What a process has after a full collection, in bytes.
     *
     * @param outside pages in memory that no file stands behind, {@code RssAnon}, but for the heap's
     * @param heap what the collection left
     */
    private record Memory(long outside, long heap) {
        private static final Pattern HEAP = Pattern.compile("heap.* used (\\d+)K");

        static Memory of(long pid) throws IOException, InterruptedException {
            jcmd(pid, "GC.run");
            Matcher heap = HEAP.matcher(jcmd(pid, "GC.heap_info"));
            if (!heap.find()) {
                throw new AssertionError("jcmd GC.heap_info says nothing of the heap");
            }
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            return new Memory(
                    kilobytes(status, "RssAnon") - (HEAP_MEGABYTES << 20), Long.parseLong(heap.group(1)) * 1024);
        }

        static Memory median(List<Memory> all) {
            return new Memory(median(all, Memory::outside), median(all, Memory::heap));
        }

        private static long median(List<Memory> all, ToLongFunction<Memory> what) {
            return all.stream().mapToLong(what).sorted().toArray()[all.size() / 2];
        }

        private static long kilobytes(String status, String name) {
            Matcher line = Pattern.compile(name + ":\\s+(\\d+) kB").matcher(status);
            if (!line.find()) {
                throw new AssertionError("/proc has no " + name);
            }
            return Long.parseLong(line.group(1)) * 1024;
        }

        private static String jcmd(long pid, String command) throws IOException, InterruptedException {
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("jcmd " + command + ": " + output);
            }
            return output;
        }
    }
}
