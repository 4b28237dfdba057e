package io.algorithmselector.engine.tensorflow;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * What the C library keeps of memory that has been freed. The one of GNU keeps a model's weights for later, one share for each of the
 * threads that load: after some hundred loads the process holds several models' worth of memory that nobody uses. Thread-safe.
 */
final class FreedMemory {
    /** Null where the C library has none: there is nothing to be done then. */
    private static final @Nullable MethodHandle MALLOC_TRIM = mallocTrim();

    private FreedMemory() {}

    @SuppressWarnings("restricted") // the linker: malloc_trim(3), int malloc_trim(size_t)
    private static @Nullable MethodHandle mallocTrim() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor signature = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
        return linker.defaultLookup()
                .find("malloc_trim")
                .map(function -> linker.downcallHandle(function, signature))
                .orElse(null);
    }

    /** Gives it back to the operating system; takes milliseconds, in which other threads' allocations may have to wait. */
    static void giveBack() {
        if (MALLOC_TRIM == null) {
            return;
        }
        try {
            int _ = (int) MALLOC_TRIM.invokeExact(0L);
        } catch (Throwable e) {
            // invokeExact declares Throwable; a C function throws nothing
            throw new IllegalStateException("malloc_trim cannot be called", e);
        }
    }
}
