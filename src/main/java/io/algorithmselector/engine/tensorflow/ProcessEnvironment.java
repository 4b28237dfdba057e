package io.algorithmselector.engine.tensorflow;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The environment as native code sees it with {@code getenv}; Java cannot change its own view of it.
 *
 * <p>By the JDK's linker and not by JNA: in a native image a downcall is one line of configuration, while JNA needs its own
 * library, unpacked at run time, and reflection.
 */
final class ProcessEnvironment {
    private static final FunctionDescriptor SETENV =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final FunctionDescriptor PUTENV_S =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);

    private ProcessEnvironment() {}

    /** Sets a variable that the user has not set. Call it while no native thread reads the environment. */
    @SuppressWarnings("restricted") // the linker: two functions of the C library, as declared above
    static void setDefault(String name, String value) {
        if (System.getenv(name) != null) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        SymbolLookup lookup = linker.defaultLookup();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nameText = arena.allocateFrom(name);
            MemorySegment valueText = arena.allocateFrom(value);
            Optional<MemorySegment> setenv = lookup.find("setenv");
            if (setenv.isPresent()) {
                MethodHandle function = linker.downcallHandle(setenv.get(), SETENV);
                int _ = (int) function.invokeExact(nameText, valueText, 0);
            } else { // Windows, where this was not tried
                MethodHandle function = linker.downcallHandle(lookup.findOrThrow("_putenv_s"), PUTENV_S);
                int _ = (int) function.invokeExact(nameText, valueText);
            }
        } catch (Throwable e) {
            // invokeExact declares Throwable; a C function throws nothing
            throw new IllegalStateException("cannot set the environment variable " + name, e);
        }
    }
}
