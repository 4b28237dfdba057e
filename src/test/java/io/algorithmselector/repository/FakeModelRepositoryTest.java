package io.algorithmselector.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.repository.RepositoryException.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FakeModelRepositoryTest extends ModelRepositoryContract {
    @TempDir
    Path folder;

    private FakeModelRepository fake;

    @BeforeEach
    void create() {
        fake = new FakeModelRepository(folder);
    }

    @Override
    protected ModelRepository repository() {
        return fake;
    }

    @Override
    protected ModelRepository absent() {
        return new FakeModelRepository(folder.resolve("absent"));
    }

    @Override
    protected void put(String path, byte[] content) {
        fake.put(path, content);
    }

    @Override
    protected void delete(String path) {
        fake.delete(path);
    }

    @Test
    void fetch_toldToFail_failsAndIsCounted() throws Exception {
        fake.putVersion(1);
        RepositoryVersion listed = listed(1);
        fake.failFetching(Kind.NETWORK);
        assertThat(failure(() -> fake.fetch(listed)).kind()).isEqualTo(Kind.NETWORK);
        assertThat(fake.fetches()).isEqualTo(1);
    }
}
