package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;

class ProcessEnvironmentTest {
    @Test
    void setDefault_ofAnUnsetVariable_isSeenByNativeCode() throws Throwable {
        ProcessEnvironment.setDefault("SELECTOR_TEST_UNSET", "a value");
        assertThat(getenv("SELECTOR_TEST_UNSET")).isEqualTo("a value");
    }

    @Test
    void setDefault_ofAVariableSetBefore_leavesIt() throws Throwable {
        ProcessEnvironment.setDefault("SELECTOR_TEST_TWICE", "first");
        ProcessEnvironment.setDefault("SELECTOR_TEST_TWICE", "second");
        assertThat(getenv("SELECTOR_TEST_TWICE")).isEqualTo("first");
        ProcessEnvironment.setDefault("PATH", "nonsense");
        assertThat(getenv("PATH")).isEqualTo(System.getenv("PATH"));
    }

    @SuppressWarnings("restricted") // the linker and the length of a C string
    private static String getenv(String name) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle function = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("getenv"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = (MemorySegment) function.invokeExact(arena.allocateFrom(name));
            return value.reinterpret(Long.MAX_VALUE).getString(0);
        }
    }
}
