package io.algorithmselector.repository.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ChecksumAlgorithmTest {
    @ParameterizedTest
    @EnumSource(names = {"CRC64NVME", "CRC32", "CRC32C"})
    void combine_partsOfAnyLength_isTheWholes(ChecksumAlgorithm algorithm) {
        Random random = new Random(11);
        for (int round = 0; round < 50; round++) {
            byte[] bytes = new byte[1 + random.nextInt(10_000)];
            random.nextBytes(bytes);
            List<byte[]> parts = new ArrayList<>();
            List<Long> lengths = new ArrayList<>();
            for (int offset = 0;
                    offset < bytes.length;
                    offset += lengths.getLast().intValue()) {
                lengths.add((long) Math.min(bytes.length - offset, 1 + random.nextInt(5_000)));
                parts.add(checksum(algorithm, bytes, offset, lengths.getLast().intValue()));
            }
            assertThat(algorithm.combine(parts, lengths)).hasValue(checksum(algorithm, bytes, 0, bytes.length));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHA256", "SHA1", "SHA512", "MD5"})
    void combine_digests_cannotBeTold(ChecksumAlgorithm algorithm) {
        byte[] part = checksum(algorithm, new byte[1], 0, 1);
        assertThat(algorithm.combine(List.of(part, part), List.of(1L, 1L))).isEmpty();
        assertThat(algorithm.combine(List.of(part), List.of(1L))).hasValue(part);
    }

    private static byte[] checksum(ChecksumAlgorithm algorithm, byte[] bytes, int offset, int length) {
        RunningChecksum running = algorithm.start();
        running.update(bytes, offset, length);
        return running.value();
    }
}
