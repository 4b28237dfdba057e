package io.algorithmselector.api.tensorflow;

import com.google.protobuf.ByteString;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;

/**
 * From {@code tensorflow.TensorProto} to a tensor. The elements are in {@code tensor_content}, which is used where it lies, or in
 * the type's {@code *_val} field, where a single value stands for every element.
 */
final class TensorProtoReader {
    private static final int MAX_RANK = 254;

    private final String name;
    private final TensorProto proto;
    private final DataType type;
    private final Shape shape;

    private TensorProtoReader(String name, TensorProto proto) {
        this.name = name;
        this.proto = proto;
        this.type = type();
        this.shape = shape(proto.getTensorShape());
    }

    /**
     * Reads an input.
     *
     * @param limit the most bytes that a single value may be spread over
     * @throws ServingException with {@code InvalidInput} that names the input
     */
    static Tensor read(String name, TensorProto proto, long limit) {
        TensorProtoReader reader = new TensorProtoReader(name, proto);
        return reader.type == DataType.STRING ? reader.strings(limit) : reader.numeric(limit);
    }

    private DataType type() {
        DataType known = TensorProtoTypes.fromProto(proto.getDtype());
        if (known == null) {
            org.tensorflow.framework.DataType sent = proto.getDtype();
            throw invalid("has the data type "
                    + (sent == org.tensorflow.framework.DataType.UNRECOGNIZED ? proto.getDtypeValue() : sent)
                    + ", which cannot be sent");
        }
        return known;
    }

    private Shape shape(TensorShapeProto sent) {
        if (sent.getUnknownRank()) {
            throw invalid("has a shape of unknown rank");
        }
        if (sent.getDimCount() > MAX_RANK) {
            throw invalid("has " + sent.getDimCount() + " dimensions, more than " + MAX_RANK);
        }
        long[] dimensions = new long[sent.getDimCount()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = sent.getDim(i).getSize();
        }
        try {
            return Shape.of(dimensions);
        } catch (IllegalArgumentException e) {
            throw invalid("is malformed: " + e.getMessage());
        }
    }

    private Tensor numeric(long limit) {
        ByteString content = proto.getTensorContent();
        if (!content.isEmpty()) {
            int size = type.size();
            if (content.size() % size != 0 || content.size() / size != shape.elements()) {
                throw invalid("has " + content.size() + " bytes of tensor_content; " + type + " of shape " + shape
                        + " needs " + size + " for each of its elements");
            }
            // a view: the bytes are copied only on their way into the engine
            return new Tensor.Numeric(type, shape, MemorySegment.ofBuffer(content.asReadOnlyByteBuffer()));
        }
        TensorProtoValues values = new TensorProtoValues(name, proto, type);
        requireCount(values.count());
        return Tensor.Numeric.of(type, shape, values.spread(elements(type.size(), limit)));
    }

    private Tensor strings(long limit) {
        if (!proto.getTensorContent().isEmpty()) {
            int elements = elements(1, proto.getTensorContent().size());
            return new Tensor.Strings(shape, new StringContent(name, proto.getTensorContent()).read(elements));
        }
        int count = proto.getStringValCount();
        requireCount(count);
        if (count == 1) {
            byte[] only = proto.getStringVal(0).toByteArray();
            return new Tensor.Strings(shape, Collections.nCopies(elements(Math.max(1, only.length), limit), only));
        }
        List<byte[]> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            elements.add(proto.getStringVal(i).toByteArray());
        }
        return new Tensor.Strings(shape, elements);
    }

    /** As many values as elements, or one for all. */
    private void requireCount(int count) {
        if (count != shape.elements() && (count != 1 || shape.elements() == 0)) {
            throw invalid("has " + count + " values; " + type + " of shape " + shape + " has " + shape.elements()
                    + " elements");
        }
    }

    private int elements(int size, long limit) {
        if (shape.elements() > Math.min(limit, Integer.MAX_VALUE - 16) / size) {
            throw invalid("needs more than " + limit + " bytes for its shape " + shape);
        }
        return (int) shape.elements();
    }

    private ServingException invalid(String reason) {
        return ServingException.invalidInput("input " + name + " " + reason);
    }
}
