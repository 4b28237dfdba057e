package io.algorithmselector.lifecycle;

import io.algorithmselector.engine.ModelLoader;
import io.algorithmselector.engine.Servable;
import io.algorithmselector.engine.WarmUp;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.VersionId;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes {@link FakeServable}s, counts those that live, and remembers what was done wrong with them. Thread-safe. */
public final class FakeLoader implements ModelLoader {
    /** A version of this content is no model. */
    public static final String CORRUPT = "corrupt";

    private final AtomicInteger live = new AtomicInteger();
    private final List<VersionId> loads = new CopyOnWriteArrayList<>();
    private final List<FakeServable> servables = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private volatile Consumer<FakeServable> whileRunning = _ -> {};
    private volatile Runnable whileLoading = () -> {};
    private volatile WarmUp warmUp = WarmUp.NONE;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable RuntimeException failureOfClose;

    @Override
    public Servable load(VersionId version, Path directory, EngineOptions options) {
        loads.add(version);
        whileLoading.run();
        throwIfTold();
        if (directory.endsWith(CORRUPT)) {
            throw new ServingException(
                    new Failure.EngineFailed(ErrorCode.INVALID_ARGUMENT, directory + " is no SavedModel"));
        }
        live.incrementAndGet();
        FakeServable servable = new FakeServable(version, this);
        servables.add(servable);
        return servable;
    }

    @Override
    public WarmUp warmUp() {
        return warmUp;
    }

    /** What is run on each servable from now on, once it is loaded. */
    public void warmUp(WarmUp next) {
        warmUp = next;
    }

    private void throwIfTold() {
        switch (failure) {
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new AssertionError(failure);
        }
    }

    /** What every load throws from now on; null: nothing. */
    public void fail(@Nullable Throwable thrown) {
        failure = thrown;
    }

    public void failClose(@Nullable RuntimeException thrown) {
        failureOfClose = thrown;
    }

    /** What a call does while it runs. */
    public void whileRunning(Consumer<FakeServable> action) {
        whileRunning = action;
    }

    /** What happens while a version is loaded. */
    public void whileLoading(Runnable action) {
        whileLoading = action;
    }

    /** How many servables are loaded and not closed. */
    public int live() {
        return live.get();
    }

    /** Every attempt to load, in their order. */
    public List<VersionId> loads() {
        return loads;
    }

    /** Every servable there ever was, in the order of loading. */
    public List<FakeServable> servables() {
        return servables;
    }

    /** What would have ended the process. */
    public List<String> violations() {
        return violations;
    }

    void whileRunning(FakeServable servable) {
        whileRunning.accept(servable);
    }

    void violated(String what) {
        violations.add(what);
        throw new IllegalStateException(what);
    }

    void closed() {
        live.decrementAndGet();
    }

    @Nullable
    RuntimeException failureOfClose() {
        return failureOfClose;
    }
}
