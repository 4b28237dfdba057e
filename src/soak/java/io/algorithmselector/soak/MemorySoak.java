package io.algorithmselector.soak;

import io.algorithmselector.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * Loads and unloads a version again and again, each time with new content, with a few requests each time. Fails if what the process
 * has after all, when nothing is loaded, is more than {@value #MARGIN} times that after the first {@value #EARLY}: its resident memory,
 * or what lives on its heap. The heap is resident as a whole from the start, for how much of it the JVM happens to use says nothing of
 * what is lost; so what is told of the rest is told apart, with the part of it that is the JVM's compiled code, which still
 * grows when these calls have long been compiled. The number stays the same, as versions that are gone are told of for some
 * minutes. Linux only: it reads {@code /proc}.
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
                            "after %3d cycles: %.1f MB resident; %.1f MB of it anonymous outside the heap (%.1f MB the JVM's "
                                    + "compiled code); %.1f MB live on the heap%n",
                            cycle, sample.resident / 1e6, sample.outside / 1e6, sample.code / 1e6, sample.heap / 1e6);
                }
                bring(model);
                change(gateway, "load");
            }
        }
        double resident = (double) samples.getLast().resident / samples.getFirst().resident;
        double heap = (double) samples.getLast().heap / samples.getFirst().heap;
        System.out.printf("after all / after %d: %.3f resident, %.3f live on the heap%n", EARLY, resident, heap);
        if (resident > MARGIN || heap > MARGIN) {
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
     * @param resident pages in memory, {@code VmRSS}
     * @param outside those of them that no file stands behind, {@code RssAnon}, but for the heap's
     * @param code what of those the JVM's compiled code takes
     * @param heap what the collection left
     */
    private record Memory(long resident, long outside, long code, long heap) {
        private static final Pattern HEAP = Pattern.compile("heap.* used (\\d+)K");
        private static final Pattern CODE = Pattern.compile("CodeCache: size=\\d+Kb,? used=(\\d+)Kb");

        static Memory of(long pid) throws IOException, InterruptedException {
            jcmd(pid, "GC.run");
            String heap = jcmd(pid, "GC.heap_info");
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            return new Memory(
                    kilobytes(status, Pattern.compile("VmRSS:\\s+(\\d+) kB")),
                    kilobytes(status, Pattern.compile("RssAnon:\\s+(\\d+) kB")) - (HEAP_MEGABYTES << 20),
                    kilobytes(jcmd(pid, "Compiler.codecache"), CODE),
                    kilobytes(heap, HEAP));
        }

        static Memory median(List<Memory> all) {
            return new Memory(
                    median(all, Memory::resident),
                    median(all, Memory::outside),
                    median(all, Memory::code),
                    median(all, Memory::heap));
        }

        private static long median(List<Memory> all, ToLongFunction<Memory> what) {
            return all.stream().mapToLong(what).sorted().toArray()[all.size() / 2];
        }

        /** In bytes, the sum of what is found. */
        private static long kilobytes(String text, Pattern pattern) {
            return pattern.matcher(text)
                            .results()
                            .mapToLong(found -> Long.parseLong(found.group(1)))
                            .reduce(Long::sum)
                            .orElseThrow(() -> new AssertionError("no " + pattern + " in " + text))
                    * 1024;
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
