package io.algorithmselector.lifecycle;

import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.UploadRule;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Repositories in memory. A version's content is a word, from which its digest and its directory are made, or the path of a real
 * directory. Thread-safe.
 */
public final class FakeRepositories implements ModelRepositories {
    private record Version(String content, String revision) {}

    private final Map<String, NavigableMap<Long, Version>> contents = new ConcurrentHashMap<>();
    private final AtomicInteger listings = new AtomicInteger();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile @Nullable Kind listFailure;
    private volatile @Nullable Kind fetchFailure;

    /** Puts a version there, or other content for it. */
    public FakeRepositories put(String basePath, long version, String content) {
        return put(basePath, version, content, content);
    }

    /** @param revision differs from that before although the content may not */
    public FakeRepositories put(String basePath, long version, String content, String revision) {
        contents.computeIfAbsent(basePath, _ -> new ConcurrentSkipListMap<>())
                .put(version, new Version(content, revision));
        return this;
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
            throwIf(listFailure, "list " + basePath);
            NavigableMap<Long, Version> here = contents.get(basePath);
            if (here == null) {
                throw new RepositoryException(Kind.ABSENT, "there is no " + basePath, null);
            }
            NavigableMap<Long, RepositoryVersion> listed = new TreeMap<>();
            here.forEach((number, version) -> listed.put(
                    number,
                    new RepositoryVersion(
                            number, version.revision(), version.content().length())));
            return listed;
        }

        @Override
        public LocalVersion fetch(RepositoryVersion listed) throws RepositoryException {
            fetches.incrementAndGet();
            throwIf(fetchFailure, "fetch " + basePath + "/" + listed.number());
            Version version = contents.getOrDefault(basePath, new TreeMap<>()).get(listed.number());
            if (version == null || !version.revision().equals(listed.revision())) {
                throw new RepositoryException(Kind.CHANGED, basePath + "/" + listed.number() + " changed", null);
            }
            return new LocalVersion(
                    Path.of("/cache").resolve(version.content()),
                    version.content(),
                    version.content().length());
        }
    }
}
