package io.algorithmselector.engine.tensorflow;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** How much native code has allocated and not freed, as the C library counts it; the Java heap is no part of it. */
final class NativeHeap {
    /** {@code struct mallinfo2} of glibc since 2.33: ten numbers of type size_t. */
    private static final StructLayout MALLINFO2 =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG));

    /** {@code hblkhd}: bytes in blocks so large that they are mapped one by one. */
    private static final int MAPPED = 4;

    /** {@code uordblks}: bytes in all other blocks. */
    private static final int IN_USE = 7;

    private final MethodHandle mallinfo2;

    @SuppressWarnings("restricted")
    private NativeHeap(MemorySegment function) {
        this.mallinfo2 = Linker.nativeLinker().downcallHandle(function, FunctionDescriptor.of(MALLINFO2));
    }

    /** Empty where the C library does not count. */
    static Optional<NativeHeap> ofThisProcess() {
        return Linker.nativeLinker().defaultLookup().find("mallinfo2").map(NativeHeap::new);
    }

    long bytesInUse() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) mallinfo2.invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED) + info.getAtIndex(ValueLayout.JAVA_LONG, IN_USE);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
