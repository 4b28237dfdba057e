package io.algorithmselector.catalog.format;

import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.EngineOptions.Execution;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A model's {@code engine}. */
final class YamlEngine {
    /** Far beyond what helps: a slip of the keyboard must not start a million threads. */
    private static final int MOST_THREADS = 1024;

    private final Diagnostics diagnostics;
    private final YamlValues values;

    YamlEngine(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.values = new YamlValues(diagnostics);
    }

    EngineOptions read(YamlNode.Field engine) throws CatalogueException {
        YamlNode.Mapping mapping =
                values.mapping("engine", engine.value(), List.of("threads", "timeout", "interOpThreads"));
        Execution execution = execution(mapping.field("threads"), mapping.field("timeout"));
        YamlNode.Field interOp = mapping.field("interOpThreads");
        return new EngineOptions(
                execution,
                interOp == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(values.integer("interOpThreads", interOp.value(), 1, MOST_THREADS)));
    }

    private Execution execution(YamlNode.@Nullable Field threads, YamlNode.@Nullable Field timeout)
            throws CatalogueException {
        String kind = threads == null ? "caller" : values.text("threads", threads.value());
        int line = threads == null ? 0 : threads.line();
        return switch (kind) {
            case "caller" -> callerThread(timeout);
            case "engine" -> engineThreads(line, timeout);
            default -> throw diagnostics.invalid(line, "threads is '" + kind + "', not caller or engine");
        };
    }

    private Execution callerThread(YamlNode.@Nullable Field timeout) throws CatalogueException {
        if (timeout != null) {
            throw diagnostics.invalid(
                    timeout.line(), "timeout needs 'threads: engine': a call in the caller's thread cannot be ended");
        }
        return new Execution.CallerThread();
    }

    private Execution engineThreads(int line, YamlNode.@Nullable Field timeout) throws CatalogueException {
        if (timeout == null) {
            throw diagnostics.invalid(line, "'threads: engine' needs a timeout, such as 500ms");
        }
        String text = values.text("timeout", timeout.value());
        return diagnostics.at(timeout.line(), () -> new Execution.EngineThreads(DurationText.parse("timeout", text)));
    }
}
