package io.algorithmselector.bootstrap;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The process settings, prefix {@code selector.}; README.md documents each. */
@ConfigMapping(prefix = "selector")
interface SelectorSettings {
    /** Path or {@code s3://} address of the catalogue; {@code models/catalog.yaml} unless {@link #model()} is set. */
    Optional<String> catalog();

    Model model();

    Cache cache();

    Repository repository();

    Lifecycle lifecycle();

    Shutdown shutdown();

    S3 s3();

    Limits limits();

    Admin admin();

    /** One model in place of a catalogue. */
    interface Model {
        Optional<String> name();

        /** Path or {@code s3://} address of the folder that holds the versions. */
        Optional<String> basePath();
    }

    /** Versions fetched from S3, on this machine's disk. */
    interface Cache {
        /** By default {@code algorithm-selector} below the user's or the system's folder for caches. */
        Optional<Path> dir();

        /** Bytes of the versions that it keeps, those on their way included. */
        Optional<MemorySize> maxSize();
    }

    /** Looking for what has changed while running. */
    interface Repository {
        /** Between two looks into a model's repository, and at a catalogue in S3; 0: never. */
        @WithDefault("30s")
        Duration pollInterval();

        /** For how long no file of a version may have changed before it is loaded; see {@code lifecycle.Polling}. */
        Optional<Duration> settleTime();

        /** Bytes a second of all downloads together. */
        Optional<MemorySize> bandwidth();
    }

    /** Loading and unloading. */
    interface Lifecycle {
        /** How many versions are fetched and loaded at once. */
        @WithDefault("2")
        int loadThreads();

        /** How long an unload waits for running calls before it cancels them. */
        @WithDefault("10s")
        Duration drainLimit();
    }

    /** The end of the process. */
    interface Shutdown {
        /** How long everything is still served once the server says that it is not ready. */
        @WithDefault("0s")
        Duration pause();
    }

    /** The S3 service; credentials come from the AWS SDK's default chain. */
    interface S3 {
        /** For anything but AWS. */
        Optional<URI> endpoint();

        /** By default from the SDK's chain. */
        Optional<String> region();

        /** {@code endpoint/bucket/key} instead of {@code bucket.endpoint/key}. */
        @WithDefault("false")
        boolean pathStyle();

        /** Unsigned requests, for public buckets. */
        @WithDefault("false")
        boolean anonymous();
    }

    /** Requests to load, unload and reload models. */
    interface Admin {
        @WithDefault("false")
        boolean enabled();

        /** Where models may lie that a request names, besides below the catalogue's base paths. */
        Optional<List<String>> allowedBasePaths();

        /** How long a request waits for models to be loaded, unless its caller sets an earlier deadline. */
        @WithDefault("5m")
        Duration waitLimit();
    }

    /** What a client may send. */
    interface Limits {
        /** Bytes of one request, on both transports. */
        @WithDefault("128M")
        MemorySize requestSize();

        /** Bytes of all requests on their way together, on both transports; a quarter of the heap by default. */
        Optional<MemorySize> inFlightSize();
    }
}
