package io.algorithmselector.lifecycle;

import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.Upload;
import io.algorithmselector.repository.UploadRule;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Repositories in memory. A version's content is a word, from which its digest and its directory are made, or the path of a real
 * directory. Thread-safe.
 */
public final class FakeRepositories implements ModelRepositories {
    private record Version(String content, String revision, Upload upload) {}

    private final Map<String, NavigableMap<Long, Version>> contents = new ConcurrentHashMap<>();
    private final AtomicInteger listings = new AtomicInteger();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile @Nullable Kind listFailure;
    private volatile @Nullable Kind fetchFailure;
    private final Map<String, NavigableMap<Long, RepositoryVersion>> cached = new ConcurrentHashMap<>();
    private final List<UploadRule> rules = new CopyOnWriteArrayList<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger letGo = new AtomicInteger();

    /** Puts a version there, or other content for it. */
    public FakeRepositories put(String basePath, long version, String content) {
        return put(basePath, version, content, content);
    }

    /** @param revision differs from that before although the content may not */
    public FakeRepositories put(String basePath, long version, String content, String revision) {
        return put(basePath, version, new Version(content, revision, new Upload.Complete()));
    }

    /** Puts a version there whose upload has come so far. */
    public FakeRepositories put(String basePath, long version, String content, Upload upload) {
        return put(basePath, version, new Version(content, content, upload));
    }

    private FakeRepositories put(String basePath, long number, Version version) {
        contents.computeIfAbsent(basePath, _ -> new ConcurrentSkipListMap<>()).put(number, version);
        return this;
    }

    /** Has a version in the cache, as {@link #put} would list it. */
    public FakeRepositories cache(String basePath, long version, String content) {
        cached.computeIfAbsent(basePath, _ -> new ConcurrentSkipListMap<>())
                .put(version, new RepositoryVersion(version, content, content.length()));
        return this;
    }

    /** By which the listings were to judge, in their order. */
    public List<UploadRule> rules() {
        return rules;
    }

    /** How many versions have been fetched and not been let go. */
    public int held() {
        return held.get();
    }

    /** How many have been let go: each once. */
    public int letGo() {
        return letGo.get();
    }

    /** Lets a version's files be such that they cannot be looked at. */
    public FakeRepositories putUnreadable(String basePath, long version) {
        return put(
                basePath,
                version,
                "unreadable",
                RepositoryVersion.unreadable(version).revision());
    }

    public void delete(String basePath, long version) {
        contents.getOrDefault(basePath, new TreeMap<>()).remove(version);
    }

    /** How every listing fails from now on; null: it does not. */
    public void failListing(@Nullable Kind kind) {
        listFailure = kind;
    }

    /** How every fetch fails from now on; null: it does not. */
    public void failFetch(@Nullable Kind kind) {
        fetchFailure = kind;
    }

    public int listings() {
        return listings.get();
    }

    public int fetches() {
        return fetches.get();
    }

    @Override
    public ModelRepository open(String basePath) {
        return new FakeRepository(basePath);
    }

    private static void throwIf(@Nullable Kind kind, String what) throws RepositoryException {
        if (kind != null) {
            throw new RepositoryException(kind, what + ": " + kind, null);
        }
    }

    private final class FakeRepository implements ModelRepository {
        private final String basePath;

        FakeRepository(String basePath) {
            this.basePath = basePath;
        }

        @Override
        public String basePath() {
            return basePath;
        }

        @Override
        public NavigableMap<Long, RepositoryVersion> list(UploadRule rule) throws RepositoryException {
            listings.incrementAndGet();
            rules.add(rule);
            throwIf(listFailure, "list " + basePath);
            NavigableMap<Long, Version> here = contents.get(basePath);
            if (here == null) {
                throw new RepositoryException(Kind.ABSENT, "there is no " + basePath, null);
            }
            NavigableMap<Long, RepositoryVersion> listed = new TreeMap<>();
            here.forEach((number, version) -> listed.put(
                    number,
                    new RepositoryVersion(
                            number, version.revision(), version.content().length(), version.upload())));
            return listed;
        }

        @Override
        public NavigableMap<Long, RepositoryVersion> cached() {
            return cached.getOrDefault(basePath, Collections.emptyNavigableMap());
        }

        @Override
        public LocalVersion fetch(RepositoryVersion listed, LongConsumer downloaded) throws RepositoryException {
            fetches.incrementAndGet();
            throwIf(fetchFailure, "fetch " + basePath + "/" + listed.number());
            RepositoryVersion kept = cached().get(listed.number());
            if (kept != null && kept.equals(listed)) {
                return local(kept.revision());
            }
            Version version = contents.getOrDefault(basePath, new TreeMap<>()).get(listed.number());
            if (version == null || !version.revision().equals(listed.revision())) {
                throw new RepositoryException(Kind.CHANGED, basePath + "/" + listed.number() + " changed", null);
            }
            downloaded.accept(version.content().length());
            return local(version.content());
        }

        private LocalVersion local(String content) {
            held.incrementAndGet();
            AtomicBoolean open = new AtomicBoolean(true);
            return new LocalVersion(Path.of("/cache").resolve(content), content, content.length(), () -> {
                letGo.incrementAndGet();
                if (open.compareAndSet(true, false)) {
                    held.decrementAndGet();
                }
            });
        }
    }
}
