package io.algorithmselector.soak;

import io.algorithmselector.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads and unloads a version again and again, with a few requests each time. Fails if the process's resident memory after all is
 * more than {@value #MARGIN} times that after the first {@value #EARLY}, or what lives on its heap is. The heap is resident as a
 * whole from the start: how much of it the JVM happens to use says nothing of what is lost outside it. Linux only: it reads
 * {@code /proc}.
 */
final class MemorySoak {
    private static final int EARLY = 30;
    private static final double MARGIN = 1.05;
    private static final int BALLAST_BYTES = 20_000_000;

    private MemorySoak() {}

    /** @param arguments how many cycles, a multiple of {@value #EARLY} above it */
    public static void main(String[] arguments) throws Exception {
        int cycles = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("memory-soak-");
        try (SwappedModel model = SwappedModel.create(folder)) {
            model.upload(1, BALLAST_BYTES);
            try (PackagedGateway gateway = model.serve("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch")) {
                run(gateway, cycles);
            }
        } finally {
            SwappedModel.delete(folder);
        }
    }

    private static void run(PackagedGateway gateway, int cycles) throws Exception {
        List<Memory> samples = new ArrayList<>();
        try (Asker rest = new RestAsker(gateway.restPort);
                Asker grpc = new GrpcAsker(gateway.grpcPort)) {
            for (int cycle = 1; cycle <= cycles; cycle++) {
                rest.ask(cycle);
                grpc.ask(cycle);
                change(gateway, "unload");
                change(gateway, "load");
                if (cycle % EARLY == 0) {
                    Memory now = Memory.of(gateway.pid());
                    samples.add(now);
                    System.out.printf(
                            "after %3d cycles: %.1f MB resident, of it %.1f MB anonymous; %.1f MB live on the heap%n",
                            cycle, now.resident / 1e6, now.anonymous / 1e6, now.heap / 1e6);
                }
            }
        }
        Memory early = samples.getFirst();
        Memory now = samples.getLast();
        double resident = (double) now.resident / early.resident;
        double heap = (double) now.heap / early.heap;
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
     * @param anonymous those of them that no file stands behind
     * @param heap what the collection left
     */
    private record Memory(long resident, long anonymous, long heap) {
        private static final Pattern HEAP = Pattern.compile("heap.* used (\\d+)K");

        static Memory of(long pid) throws IOException, InterruptedException {
            jcmd(pid, "GC.run");
            Matcher heap = HEAP.matcher(jcmd(pid, "GC.heap_info"));
            if (!heap.find()) {
                throw new AssertionError("jcmd GC.heap_info says nothing of the heap");
            }
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            return new Memory(
                    kilobytes(status, "VmRSS"), kilobytes(status, "RssAnon"), Long.parseLong(heap.group(1)) * 1024);
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
