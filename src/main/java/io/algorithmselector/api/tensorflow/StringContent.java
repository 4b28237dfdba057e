package io.algorithmselector.api.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.algorithmselector.model.ServingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Strings in {@code tensor_content}: their lengths as varints, then the bytes of all, without separators. */
final class StringContent {
    private final String name;
    private final ByteString content;

    StringContent(String name, ByteString content) {
        this.name = name;
        this.content = content;
    }

    /** @throws ServingException with {@code InvalidInput} unless exactly that many strings fill the content */
    List<byte[]> read(int count) {
        if (count > content.size()) {
            throw tooShort(count);
        }
        CodedInputStream in = content.newCodedInput();
        try {
            int[] lengths = new int[count];
            for (int i = 0; i < count; i++) {
                lengths[i] = in.readRawVarint32();
            }
            List<byte[]> strings = new ArrayList<>(count);
            for (int length : lengths) {
                strings.add(in.readRawBytes(length));
            }
            if (!in.isAtEnd()) {
                throw ServingException.invalidInput(
                        "input " + name + " has more bytes of tensor_content than its " + count + " strings");
            }
            return strings;
        } catch (IOException e) {
            throw tooShort(count);
        }
    }

    private ServingException tooShort(int count) {
        return ServingException.invalidInput(
                "input " + name + " has a tensor_content that does not hold " + count + " strings");
    }
}
