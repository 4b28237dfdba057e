package io.algorithmselector.catalog.format;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tensorflow.serving.ModelServerConfigOuterClass.ModelServerConfig;

/** From a catalogue's bytes to the catalogue. Pure. */
public final class CatalogueFormat {
    /** In bytes; thousands of models fit. More is refused before it is looked at. */
    public static final int LIMIT = 1 << 20;

    private static final List<String> TEXT_PROTOBUF = List.of(".config", ".pbtxt", ".textproto");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private CatalogueFormat() {}

    /**
     * @param source the path or address, for messages; its ending decides the notation
     * @param folder what relative base paths are relative to: an absolute path, or an {@code s3://} address without a
     *     trailing slash
     * @param content UTF-8
     * @throws CatalogueException if it is not a valid catalogue, whole
     */
    public static Catalogue parse(String source, String folder, byte[] content) throws CatalogueException {
        Diagnostics diagnostics = new Diagnostics(source);
        if (content.length > LIMIT) {
            throw diagnostics.invalid(0, "it is larger than " + LIMIT + " bytes");
        }
        String text = decode(content, diagnostics);
        if (text.isBlank()) {
            throw diagnostics.invalid(0, "it is empty");
        }
        return isTextProtobuf(source)
                ? new ModelServerConfigFormat(folder, diagnostics).parse(text)
                : new YamlFormat(folder, diagnostics).parse(text);
    }

    /**
     * Reads what a request brings in place of a file, by the same rules.
     *
     * @param source for messages
     * @param folder what relative base paths are relative to, see {@link #parse}
     * @throws CatalogueException if it is not a valid catalogue, whole
     */
    public static Catalogue read(String source, String folder, ModelServerConfig config) throws CatalogueException {
        return new ModelServerConfigFormat(folder, new Diagnostics(source)).read(config);
    }

    private static boolean isTextProtobuf(String source) {
        String name = source.toLowerCase(Locale.ROOT);
        return TEXT_PROTOBUF.stream().anyMatch(name::endsWith);
    }

    private static String decode(byte[] content, Diagnostics diagnostics) throws CatalogueException {
        // A new decoder reports what is malformed, where a String would quietly replace it.
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(content);
        try {
            String text = decoder.decode(bytes).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw diagnostics.invalid(lineAt(content, bytes.position()), "it is not UTF-8");
        }
    }

    private static int lineAt(byte[] content, int position) {
        int line = 1;
        for (int at = 0; at < position; at++) {
            if (content[at] == '\n') {
                line++;
            }
        }
        return line;
    }
}
