package io.algorithmselector.bootstrap;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where caches lie when nobody says: each system's own convention, below it a folder of this program's name. Pure. */
final class CacheFolder {
    private static final String NAME = "algorithm-selector";

    private CacheFolder() {}

    /**
     * @param properties the JVM's {@code os.name}, {@code user.home} and {@code java.io.tmpdir}
     * @param environment the process's
     */
    static Path of(Map<String, String> properties, Map<String, String> environment) {
        String system = properties.getOrDefault("os.name", "").toLowerCase(Locale.ROOT);
        String chosen = environment.get(system.startsWith("windows") ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        if (chosen != null && !chosen.isBlank()) {
            return Path.of(chosen, NAME);
        }
        Path home = home(properties.get("user.home"));
        if (home == null) {
            return Path.of(properties.getOrDefault("java.io.tmpdir", "/tmp"), NAME);
        }
        return system.startsWith("mac")
                ? home.resolve(Path.of("Library", "Caches", NAME))
                : home.resolve(".cache", NAME);
    }

    /** Null for what the JVM and containers report where a user has no home. */
    private static @Nullable Path home(@Nullable String reported) {
        return reported == null || reported.isBlank() || reported.equals("?") || reported.equals("/")
                ? null
                : Path.of(reported);
    }
}
