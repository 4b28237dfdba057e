package io.algorithmselector.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.testing.FaultProxy.Exchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose catalogue changes while it serves, for the better and for the worse. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CatalogueChangesIT {
    private static final String STAYS = "; what was in force stays";
    private static final String ONE = "models: {first: {basePath: '" + FaultyStore.address("first") + "'}}";
    private static final String TWO = "models: {first: {basePath: '" + FaultyStore.address("first")
            + "'}, second: {basePath: '" + FaultyStore.address("second") + "'}}";
    private static final String UNKNOWN_KEY = "models:\n  first:\n    basPath: x\n";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private FaultyStore store;

    @BeforeEach
    void open() throws IOException {
        store = FaultyStore.start(folder);
        store.putVersion("first", 1);
        store.putVersion("second", 2);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void file_changed_addsAModel_brokenEmptiedOrDeleted_leavesWhatServes() throws Exception {
        Path catalogue = Files.writeString(folder.resolve("catalog.yaml"), ONE);
        try (PackagedGateway gateway = store.start(catalogue.toString()).awaitReady();
                VersionedLoad load = VersionedLoad.start(gateway, "first")) {
            assertThat(ToldVersion.of(gateway, "second", 2)).isEqualTo(ToldVersion.NOTHING);
            Files.writeString(catalogue, TWO);
            ToldVersion.awaitAvailable(gateway, "second", 2);

            Files.writeString(catalogue, UNKNOWN_KEY);
            awaitRefusal(gateway, 1, "basPath");
            assertBothServe(gateway, load);

            Files.writeString(catalogue, "");
            awaitRefusal(gateway, 2, "it is empty");
            assertBothServe(gateway, load);

            Files.delete(catalogue);
            awaitRefusal(gateway, 3, "there is no such file");
            assertBothServe(gateway, load);

            Files.writeString(catalogue, ONE);
            ToldVersion.await(gateway, "second", 2, told -> !told.available());
            load.awaitRight(100);
            assertThat(load.versions()).containsExactly(1L);
        }
    }

    @Test
    void object_changed_addsAModel_brokenEmptiedDeletedOrCutOff_leavesWhatServes() throws Exception {
        put(ONE);
        try (PackagedGateway gateway =
                        store.start(FaultyStore.address("catalog.yaml")).awaitReady();
                VersionedLoad load = VersionedLoad.start(gateway, "first")) {
            assertThat(ToldVersion.of(gateway, "second", 2)).isEqualTo(ToldVersion.NOTHING);
            put(TWO);
            ToldVersion.awaitAvailable(gateway, "second", 2);

            put(UNKNOWN_KEY);
            awaitRefusal(gateway, 1, "basPath");
            assertBothServe(gateway, load);

            put("");
            awaitRefusal(gateway, 2, "it is empty");
            assertBothServe(gateway, load);

            store.delete("catalog.yaml");
            awaitRefusal(gateway, 3, "there is no such object");
            assertBothServe(gateway, load);

            store.spoil(Exchange::reset);
            awaitRefusal(gateway, 4, "Connection reset");
            assertBothServe(gateway, load);

            put(ONE);
            store.mend();
            ToldVersion.await(gateway, "second", 2, told -> !told.available());
            load.awaitRight(100);
            assertThat(load.versions()).containsExactly(1L);
        }
    }

    private void put(String catalogue) {
        store.put("catalog.yaml", catalogue.getBytes(UTF_8));
    }

    /** Waits until so many reasons have been told, and looks whether the last is the one that is expected. */
    private static void awaitRefusal(PackagedGateway gateway, int count, String words) throws Exception {
        Instant limit = Instant.now().plus(LIMIT);
        while (refusals(gateway).size() < count && Instant.now().isBefore(limit)) {
            Thread.sleep(50);
        }
        assertThat(refusals(gateway)).as(gateway.output()).hasSize(count);
        assertThat(refusals(gateway).getLast()).contains("catalog.yaml", words);
    }

    private static List<String> refusals(PackagedGateway gateway) throws IOException {
        return gateway.output().lines().filter(line -> line.endsWith(STAYS)).toList();
    }

    private static void assertBothServe(PackagedGateway gateway, VersionedLoad load) throws Exception {
        load.awaitRight(50);
        assertThat(ToldVersion.of(gateway, "first", 1).available()).isTrue();
        assertThat(ToldVersion.of(gateway, "second", 2).available()).isTrue();
        assertThat(gateway.post("/v1/models/second:predict", "{\"inputs\":{\"x\":[5]}}")
                        .body()
                        .replaceAll("\\s", ""))
                .contains("\"y\":[7.0]");
        assertThat(gateway.ready()).isTrue();
    }
}
