package io.algorithmselector.repository;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The digest of a file: its SHA-256 if it has at most one block of 32 MiB, else the SHA-256 of its blocks' SHA-256s, one after the
 * other, 32 bytes each. So several threads can hash a file, each the block that it has at hand, in whatever order the blocks come.
 * Not thread-safe.
 */
public final class BlockDigest implements FileDigest.Sink {
    public static final int BLOCK_BYTES = 32 << 20;

    private final MessageDigest block = FileDigest.sha256();
    private final List<String> done = new ArrayList<>();
    private int inBlock;

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int next = offset;
        int end = offset + length;
        while (next < end) {
            if (inBlock == BLOCK_BYTES) {
                endBlock();
            }
            int taken = Math.min(end - next, BLOCK_BYTES - inBlock);
            block.update(bytes, next, taken);
            inBlock += taken;
            next += taken;
        }
    }

    private void endBlock() {
        done.add(HexFormat.of().formatHex(block.digest()));
        inBlock = 0;
    }

    /** Of all bytes so far, 64 hexadecimal digits; called once, at their end. */
    public String hex() {
        endBlock();
        return hex(done);
    }

    /**
     * From the SHA-256s of a file's blocks, in their order; a file without bytes has one, empty block.
     *
     * @param blocks 64 hexadecimal digits each
     */
    public static String hex(List<String> blocks) {
        if (blocks.size() == 1) {
            return blocks.getFirst();
        }
        MessageDigest all = FileDigest.sha256();
        blocks.forEach(digest -> all.update(HexFormat.of().parseHex(digest)));
        return HexFormat.of().formatHex(all.digest());
    }
}
