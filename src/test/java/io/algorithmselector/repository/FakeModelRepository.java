package io.algorithmselector.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A repository in memory for other tests: files come and go while it is used, it counts what it is asked, and fails when told
 * to. Thread-safe. Fetched versions are written below a folder of the test's.
 */
public final class FakeModelRepository implements ModelRepository {
    private final Path folder;
    private final SortedMap<String, byte[]> files = new TreeMap<>();
    private boolean exists;
    private int lists;
    private int fetches;
    private @Nullable Kind listFailure;
    private @Nullable Kind fetchFailure;

    public FakeModelRepository(Path folder) {
        this.folder = folder;
    }

    /** Adds or replaces a file, {@code <version>/<path>}. */
    public synchronized void put(String path, byte[] content) {
        exists = true;
        files.put(path, content.clone());
    }

    /** Adds a version that has a model file and nothing else. */
    public void putVersion(long number) {
        put(number + "/" + VersionFolder.MODEL_FILE, ("model " + number).getBytes(UTF_8));
    }

    public synchronized void delete(String path) {
        files.remove(path);
    }

    public synchronized void deleteVersion(long number) {
        files.keySet().removeIf(path -> path.startsWith(number + "/"));
    }

    /** @param kind of every failure from now on; null: it works again */
    public synchronized void failListing(@Nullable Kind kind) {
        listFailure = kind;
    }

    /** @param kind of every failure from now on; null: it works again */
    public synchronized void failFetching(@Nullable Kind kind) {
        fetchFailure = kind;
    }

    public synchronized int lists() {
        return lists;
    }

    public synchronized int fetches() {
        return fetches;
    }

    @Override
    public String basePath() {
        return "memory:" + folder;
    }

    @Override
    public synchronized NavigableMap<Long, RepositoryVersion> list(UploadRule rule) throws RepositoryException {
        lists++;
        failIfTold(listFailure);
        if (!exists) {
            throw new RepositoryException(Kind.ABSENT, basePath() + " does not exist", null);
        }
        NavigableMap<Long, RepositoryVersion> versions = new TreeMap<>();
        for (String path : files.keySet()) {
            OptionalLong number = VersionFolder.number(path.substring(0, Math.max(0, path.indexOf('/'))));
            if (number.isPresent() && path.equals(number.getAsLong() + "/" + VersionFolder.MODEL_FILE)) {
                versions.put(number.getAsLong(), version(number.getAsLong()));
            }
        }
        return versions;
    }

    private RepositoryVersion version(long number) {
        SortedMap<String, byte[]> content = content(number);
        long bytes = content.values().stream().mapToLong(file -> file.length).sum();
        StringBuilder revision = new StringBuilder();
        content.forEach((path, file) -> revision.append(path)
                .append(HexFormat.of().formatHex(FileDigest.sha256().digest(file))));
        return new RepositoryVersion(number, revision.toString(), bytes);
    }

    private SortedMap<String, byte[]> content(long number) {
        return files.subMap(number + "/", number + "0");
    }

    @Override
    public synchronized LocalVersion fetch(RepositoryVersion version, LongConsumer downloaded)
            throws RepositoryException, InterruptedException {
        fetches++;
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        failIfTold(fetchFailure);
        if (!version.equals(version(version.number()))) {
            throw new RepositoryException(Kind.CHANGED, basePath() + "/" + version.number() + " has changed", null);
        }
        try {
            Path directory = Files.createTempDirectory(Files.createDirectories(folder), version.number() + "-");
            for (Map.Entry<String, byte[]> file : content(version.number()).entrySet()) {
                Path path =
                        directory.resolve(file.getKey().substring(file.getKey().indexOf('/') + 1));
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            ContentManifest manifest = ContentManifest.of(directory);
            Path named = folder.resolve(manifest.digest());
            return new LocalVersion(
                    Files.exists(named) ? named : Files.move(directory, named), manifest.digest(), manifest.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void failIfTold(@Nullable Kind kind) throws RepositoryException {
        if (kind != null) {
            throw new RepositoryException(kind, basePath() + " was told to fail", null);
        }
    }
}
