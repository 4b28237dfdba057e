package io.algorithmselector.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.packaged.VersionedLoad.Way;
import io.algorithmselector.testing.FaultProxy.Exchange;
import io.algorithmselector.testing.FaultProxy.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that serves and polls, while what lies between it and its store, or the store, does what it should not. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreFaultsIT {
    private static final int MEGABYTE = 1 << 20;
    private static final String PREDICT = "/v1/models/m:predict";

    /** Of the three ways to ask, during each fault. */
    private static final int ANSWERS = 100;

    @TempDir
    Path folder;

    private FaultyStore store;

    @BeforeEach
    void open() throws IOException {
        store = FaultyStore.start(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private PackagedGateway start(String versions) throws IOException {
        Path catalogue = Files.writeString(
                folder.resolve("catalog.yaml"),
                "models: {m: {basePath: '" + FaultyStore.address("m") + "', versions: " + versions + "}}");
        return store.start(catalogue.toString());
    }

    /** What becomes of every answer, and which words tell it. */
    enum Spoiled {
        RESET("Connection reset", Exchange::reset),
        THROTTLED("the store cannot answer now (503 SlowDown", exchange -> exchange.send(503, "SlowDown")),
        CUT_OFF("Premature EOF", exchange -> exchange.sendWithout(10)),
        DAMAGED("checksum", exchange -> {
            byte[] answer = exchange.answer();
            answer[answer.length - 7] ^= 1;
            exchange.send(answer);
        });

        private final String words;

        @SuppressWarnings("ImmutableEnumChecker") // a lambda that holds nothing
        private final Fault fault;

        Spoiled(String words, Fault fault) {
            this.words = words;
            this.fault = fault;
        }
    }

    @Test
    void newVersion_whoseDownloadFailsInEveryWay_comesOnceItCanAndNoRequestNotices() throws Exception {
        store.putVersion("m", 1);
        try (PackagedGateway gateway = start("{policy: latest}").awaitReady();
                VersionedLoad load = VersionedLoad.start(gateway, "m")) {
            load.awaitRight(ANSWERS);
            store.spoil("m", 2, Spoiled.RESET.fault);
            store.putVersion("m", 2, MEGABYTE);
            for (Spoiled spoiled : Spoiled.values()) {
                store.spoil("m", 2, spoiled.fault);
                ToldVersion told = ToldVersion.await(gateway, "m", 2, version -> version.says(spoiled.words));
                assertThat(told.available()).isFalse();
                assertThat(told.message()).contains(FaultyStore.address("m/2/"));
                load.awaitRight(ANSWERS);
                assertThat(load.versions()).containsExactly(1L);
                assertThat(gateway.ready()).isTrue();
                gateway.awaitOutput(spoiled.words);
            }
            assertThat(counted(gateway, "selector_repository_failures_total")).isGreaterThanOrEqualTo(4);
            assertThat(metrics(gateway)).doesNotContain("state=\"AVAILABLE\",version=\"2\"");

            store.mend();
            ToldVersion.awaitAvailable(gateway, "m", 2);
            load.awaitRight(ANSWERS);
            assertThat(load.versions()).containsExactly(1L, 2L);
            assertThat(metrics(gateway)).contains("state=\"AVAILABLE\",version=\"2\"");
            for (Way way : Way.values()) {
                assertThat(load.answers(way)).isGreaterThan(6 * ANSWERS);
            }
        }
    }

    private static String metrics(PackagedGateway gateway) throws IOException, InterruptedException {
        return gateway.get(gateway.managementPort, "/q/metrics").body();
    }

    private static double counted(PackagedGateway gateway, String name) throws IOException, InterruptedException {
        Matcher line =
                Pattern.compile("(?m)^" + name + "\\{model=\"m\",?} (\\S+)$").matcher(metrics(gateway));
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static void awaitCounted(PackagedGateway gateway, String name, double least)
            throws IOException, InterruptedException {
        while (counted(gateway, name) < least) {
            Thread.sleep(50);
        }
    }

    @Test
    void version_deletedDuringItsDownload_isNoneAndTheOneBeforeGoesOn() throws Exception {
        store.putVersion("m", 1);
        try (PackagedGateway gateway = start("{policy: latest}").awaitReady();
                VersionedLoad load = VersionedLoad.start(gateway, "m")) {
            AtomicBoolean deleted = new AtomicBoolean();
            store.spoil("m", 2, exchange -> {
                if (!deleted.getAndSet(true)) {
                    store.deleteVersion("m", 2);
                }
                Fault.NONE.answer(exchange);
            });
            store.putVersion("m", 2, MEGABYTE);
            // noticed by a failure of the download, or by a poll before: then there is none
            ToldVersion.await(gateway, "m", 2, told -> told.state().equals("END"));
            assertThat(deleted).isTrue();
            load.awaitRight(ANSWERS);
            assertThat(ToldVersion.of(gateway, "m", 1)).isEqualTo(new ToldVersion("AVAILABLE", "OK", ""));
            assertThat(ToldVersion.of(gateway, "m", 2).state()).isEqualTo("END");
            assertThat(gateway.ready()).isTrue();
            assertThat(load.versions()).containsExactly(1L);

            store.putVersion("m", 2);
            ToldVersion.awaitAvailable(gateway, "m", 2);
            load.awaitRight(ANSWERS);
            assertThat(load.versions()).containsExactly(1L, 2L);
        }
    }

    @Test
    void start_whileTheStoreIsDead_servesWhatWasListedLastAndSaysSo() throws Exception {
        store.putVersion("m", 1);
        store.putVersion("m", 2);
        try (PackagedGateway gateway = start("{policy: latest}").awaitReady()) {
            ToldVersion.awaitAvailable(gateway, "m", 2);
            store.deleteVersion("m", 2);
            ToldVersion.awaitAvailable(gateway, "m", 1);
        }
        store.spoil(Exchange::reset);
        try (PackagedGateway gateway = start("{policy: latest}").awaitReady();
                VersionedLoad load = VersionedLoad.start(gateway, "m")) {
            load.awaitRight(ANSWERS);
            ToldVersion told = ToldVersion.of(gateway, "m", 1);
            assertThat(told.available()).isTrue();
            assertThat(told.message()).startsWith("served from the cache").contains("Connection reset");
            gateway.awaitOutput("from_cache=[1]");
            assertThat(counted(gateway, "selector_repository_bytes_total")).isZero();

            store.mend();
            ToldVersion.awaitAvailable(gateway, "m", 1);
            load.awaitRight(ANSWERS);
            assertThat(load.versions()).containsExactly(1L);
            assertThat(counted(gateway, "selector_repository_bytes_total"))
                    .as("the cache has it")
                    .isZero();
        }
    }

    @Test
    void sigterm_duringADownload_endsAtOnceAndTheNextLifeGoesOnWithIt() throws Exception {
        store.putVersion("m", 1);
        int bytes = 40 * MEGABYTE; // in two parts
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger parts = new AtomicInteger();
        try (PackagedGateway gateway = start("{policy: latest}").awaitReady()) {
            store.network.faults(request -> exchange -> {
                if (!request.startsWith("GET") || !request.contains("variables.data") || parts.getAndIncrement() == 0) {
                    Fault.NONE.answer(exchange);
                } else {
                    exchange.sendWithout(MEGABYTE);
                    held.countDown();
                    exchange.silence();
                }
            });
            store.putVersion("m", 2, bytes);
            assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
            // the other part has come, and what comes of this one
            awaitCounted(gateway, "selector_repository_bytes_total", bytes - 2 * MEGABYTE);
            assertThat(ToldVersion.of(gateway, "m", 2).state()).isEqualTo("LOADING");
            Instant told = Instant.now();
            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();
            assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(5));
            assertThat(gateway.output()).doesNotContain("\tat ", "ERROR");
            assertThat(gateway.errors()).isEmpty();
        }
        store.mend();
        try (PackagedGateway gateway = start("{policy: latest}").awaitReady()) {
            ToldVersion.awaitAvailable(gateway, "m", 2);
            assertThat(counted(gateway, "selector_repository_bytes_total"))
                    .as("one of the parts, which have 32 and 8 MB")
                    .isBetween(7.9 * MEGABYTE, 32.1 * MEGABYTE);
        }
    }

    @Test
    void clock_thatTheStoreRefuses_isNamed() throws Exception {
        store.putVersion("m", 1);
        store.spoil(exchange -> exchange.send(403, "RequestTimeTooSkewed"));
        try (PackagedGateway gateway = start("{policy: specific, versions: [1]}")) {
            assertThat(gateway.awaitProbe("/q/health/started", 200)).isTrue();
            ToldVersion told = ToldVersion.await(gateway, "m", 1, version -> version.says("clock"));
            assertThat(told.code()).isEqualTo("PERMISSION_DENIED");
            gateway.awaitOutput("this machine's clock and the store's differ too much");
            assertThat(gateway.ready()).isFalse();
            assertThat(gateway.post(PREDICT, "{\"inputs\":{\"x\":[1]}}").statusCode())
                    .isEqualTo(503);
            store.mend();
            gateway.awaitReady();
            ToldVersion.awaitAvailable(gateway, "m", 1);
        }
    }
}
