package io.algorithmselector.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockDigestTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, BlockDigest.BLOCK_BYTES})
    void hex_upToOneBlock_isThePlainSha256(int length) {
        byte[] bytes = bytes(length);
        assertThat(digest(bytes)).isEqualTo(hex(sha256(bytes)));
    }

    /** {@code split -b 32M --filter='sha256sum | cut -c1-64 | xxd -r -p' file | sha256sum} */
    @ParameterizedTest
    @ValueSource(ints = {1, 77, BlockDigest.BLOCK_BYTES})
    void hex_moreThanOneBlock_isTheSha256OfTheBlocks(int more) {
        byte[] bytes = bytes(BlockDigest.BLOCK_BYTES + more);
        byte[] first = sha256(Arrays.copyOf(bytes, BlockDigest.BLOCK_BYTES));
        byte[] second = sha256(Arrays.copyOfRange(bytes, BlockDigest.BLOCK_BYTES, bytes.length));
        byte[] both = Arrays.copyOf(first, 64);
        System.arraycopy(second, 0, both, 32, 32);
        assertThat(digest(bytes)).isEqualTo(hex(sha256(both)));
        assertThat(BlockDigest.hex(List.of(hex(first), hex(second)))).isEqualTo(digest(bytes));
    }

    @Test
    void hex_inPieces_isTheSame() {
        byte[] bytes = bytes(BlockDigest.BLOCK_BYTES + 5);
        BlockDigest pieces = new BlockDigest();
        for (int offset = 0; offset < bytes.length; offset += 1_000_003) {
            pieces.update(bytes, offset, Math.min(1_000_003, bytes.length - offset));
        }
        assertThat(pieces.hex()).isEqualTo(digest(bytes));
    }

    private static String digest(byte[] bytes) {
        BlockDigest digest = new BlockDigest();
        digest.update(bytes, 0, bytes.length);
        return digest.hex();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        return FileDigest.sha256().digest(bytes);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 16));
        }
        return bytes;
    }
}
