package io.algorithmselector.repository.cache;

import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.RepositoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A process that fetches one of {@link #VERSIONS} versions after the other, at random, and looks at what it holds. Arguments: the
 * folder, the limit in bytes, a seed, how many fetches. It prints a line a fetch, and ends with exit code 1 if it ever sees
 * anything but the right content, or a fetch fails.
 */
final class CacheUser {
    static final String ORIGIN = "s3://bucket/m";
    static final int VERSIONS = 5;

    private CacheUser() {}

    public static void main(String[] arguments) throws Exception {
        ModelCache cache = new ModelCache(Path.of(arguments[0]), Long.valueOf(arguments[1]));
        Random random = new Random(Long.parseLong(arguments[2]));
        System.out.println("begins");
        for (int fetches = Integer.parseInt(arguments[3]); fetches > 0; fetches--) {
            long number = 1L + random.nextInt(VERSIONS);
            try (LocalVersion local = fetch(cache, number, random)) {
                for (int look = 0; look < 5; look++) {
                    look(local, number);
                    Thread.sleep(random.nextInt(4));
                }
                System.out.println("served " + number);
            }
        }
    }

    private static LocalVersion fetch(ModelCache cache, long number, Random random)
            throws RepositoryException, InterruptedException {
        return cache.fetch(
                ORIGIN,
                PartedDownload.version(number),
                new PartedDownload(number, part -> Thread.sleep(random.nextInt(6))));
    }

    private static void look(LocalVersion local, long number) throws IOException {
        byte[] found = Files.readAllBytes(PartedDownload.FILE.in(local.directory()));
        if (!Arrays.equals(found, PartedDownload.content(number))) {
            System.out.println("WRONG " + number);
            System.exit(1);
        }
    }
}
