package io.algorithmselector.repository.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Crc64NvmeTest {
    @Test
    void value_ofTheCheckString_isTheSpecifications() {
        Crc64Nvme crc = new Crc64Nvme();
        crc.update("123456789".getBytes(US_ASCII));
        assertThat(crc.getValue()).isEqualTo(0xAE8B14860A799888L);
    }

    @Test
    void value_of4096Zeros_isTheSpecifications() {
        Crc64Nvme crc = new Crc64Nvme();
        crc.update(new byte[4096]);
        assertThat(crc.getValue()).isEqualTo(0x6482D367EB22B64EL);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void value_inPiecesOfAnyLength_isThatOfOneByteAtATime(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[1 + random.nextInt(5_000)];
        random.nextBytes(bytes);
        Crc64Nvme pieces = new Crc64Nvme();
        Crc64Nvme single = new Crc64Nvme();
        for (int offset = 0; offset < bytes.length; ) {
            int length = Math.min(bytes.length - offset, random.nextInt(40));
            pieces.update(bytes, offset, length);
            offset += length;
        }
        for (byte value : bytes) {
            single.update(value);
        }
        assertThat(pieces.getValue()).isEqualTo(single.getValue());
    }

    @Test
    void value_afterReset_isThatOfNothing() {
        Crc64Nvme crc = new Crc64Nvme();
        crc.update(7);
        crc.reset();
        assertThat(crc.getValue()).isZero();
    }
}
