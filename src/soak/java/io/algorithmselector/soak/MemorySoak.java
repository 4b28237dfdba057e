package io.algorithmselector.soak;

import io.algorithmselector.packaged.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Loads and unloads a version again and again, with a few requests each time. Fails if the process's memory after all is more than
 * {@value #MARGIN} times that after the first {@value #EARLY}. Linux only: it reads {@code /proc}.
 */
final class MemorySoak {
    private static final int EARLY = 30;
    private static final double MARGIN = 1.05;
    private static final int BALLAST_BYTES = 20_000_000;

    private MemorySoak() {}

    /** @param arguments how many cycles, more than {@value #EARLY} */
    public static void main(String[] arguments) throws Exception {
        int cycles = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("memory-soak-");
        try (SwappedModel model = SwappedModel.create(folder)) {
            model.upload(1, BALLAST_BYTES);
            try (PackagedGateway gateway = model.serve("-Xmx256m")) {
                run(gateway, cycles);
            }
        } finally {
            SwappedModel.delete(folder);
        }
    }

    private static void run(PackagedGateway gateway, int cycles) throws Exception {
        long early = 0;
        long now = 0;
        try (Asker rest = new RestAsker(gateway.restPort);
                Asker grpc = new GrpcAsker(gateway.grpcPort)) {
            for (int cycle = 1; cycle <= cycles; cycle++) {
                rest.ask(cycle);
                grpc.ask(cycle);
                change(gateway, "unload");
                change(gateway, "load");
                if (cycle % EARLY == 0) {
                    now = residentBytes(gateway.pid());
                    early = cycle == EARLY ? now : early;
                    System.out.printf("after %3d cycles: %.1f MB resident%n", cycle, now / 1e6);
                }
            }
        }
        System.out.printf("after all / after %d: %.3f%n", EARLY, (double) now / early);
        if (now > early * MARGIN) {
            throw new AssertionError("memory grew by more than the factor " + MARGIN);
        }
    }

    private static void change(PackagedGateway gateway, String what) throws Exception {
        var response = gateway.post("/v2/repository/models/" + Asker.MODEL + "/" + what, "{}");
        if (response.statusCode() != 200) {
            throw new AssertionError(what + ": " + response.statusCode() + " " + response.body());
        }
    }

    /** After a full collection, so that garbage does not count. */
    private static long residentBytes(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process collection = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!collection.waitFor(60, TimeUnit.SECONDS) || collection.exitValue() != 0) {
            throw new AssertionError("jcmd GC.run does not work");
        }
        String line = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(each -> each.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    }
}
