package io.algorithmselector.api.tensorflow;

import com.google.protobuf.ByteString;
import io.algorithmselector.api.transport.ByteViews;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TruthBytes;
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
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 16;

    private final String name;
    private final TensorProto proto;
    private final DataType type;
    private final Shape shape;

    /**
     * Reads type and shape, and nothing else yet.
     *
     * @param name the input's, for messages
     * @throws ServingException with {@code InvalidInput} that names the input if they are none that a tensor can have
     */
    TensorProtoReader(String name, TensorProto proto) {
        this.name = name;
        this.proto = proto;
        this.type = readType();
        this.shape = readShape(proto.getTensorShape());
    }

    String name() {
        return name;
    }

    DataType type() {
        return type;
    }

    Shape shape() {
        return shape;
    }

    /**
     * Reads the elements.
     *
     * @param budget for what they take in memory
     * @throws ServingException with {@code InvalidInput} that names the input
     */
    Tensor read(ByteBudget budget) {
        return type == DataType.STRING ? strings(budget) : numeric(budget);
    }

    private DataType readType() {
        return DataType.ofNumber(proto.getDtypeValue()).orElseThrow(() -> {
            org.tensorflow.framework.DataType sent = proto.getDtype();
            return invalid("has the data type "
                    + (sent == org.tensorflow.framework.DataType.UNRECOGNIZED ? proto.getDtypeValue() : sent)
                    + ", which cannot be sent");
        });
    }

    private Shape readShape(TensorShapeProto sent) {
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

    private Tensor numeric(ByteBudget budget) {
        ByteString content = proto.getTensorContent();
        if (!content.isEmpty()) {
            requireContent(content.size());
            budget.take(name, content.size());
            // a view: the bytes are copied only on their way into the engine
            MemorySegment bytes = ByteViews.segment(content);
            if (type == DataType.BOOL) {
                TruthBytes.require(name, bytes);
            }
            return new Tensor.Numeric(type, shape, bytes);
        }
        TensorProtoValues values = new TensorProtoValues(name, proto, type);
        requireCount(values.count());
        budget.take(name, shape.elements(), type.size());
        return Tensor.Numeric.of(type, shape, values.spread(elements(type.size())));
    }

    private void requireContent(int bytes) {
        int size = type.size();
        if (bytes % size != 0 || bytes / size != shape.elements()) {
            throw invalid("has " + bytes + " bytes of tensor_content; " + type + " of shape " + shape + " needs " + size
                    + " for each of its elements");
        }
    }

    private Tensor strings(ByteBudget budget) {
        ByteString content = proto.getTensorContent();
        if (!content.isEmpty()) {
            budget.takeStrings(name, shape.elements());
            budget.take(name, content.size());
            return new Tensor.Strings(shape, new StringContent(name, content).read(elements(1)));
        }
        int count = proto.getStringValCount();
        requireCount(count);
        if (count == 1) {
            ByteString only = proto.getStringVal(0);
            budget.take(name, shape.elements(), (long) ByteBudget.STRING_OVERHEAD + only.size());
            return new Tensor.Strings(shape, Collections.nCopies(elements(1), only.toByteArray()));
        }
        budget.takeStrings(name, count);
        List<byte[]> elements = new ArrayList<>(count);
        for (ByteString element : proto.getStringValList()) {
            budget.take(name, element.size());
            elements.add(element.toByteArray());
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

    /** The budget may be larger than an array can be. */
    private int elements(int size) {
        if (shape.elements() > MAX_ARRAY / size) {
            throw invalid("has the shape " + shape + ", more than " + MAX_ARRAY + " bytes");
        }
        return (int) shape.elements();
    }

    private ServingException invalid(String reason) {
        return ServingException.invalidInput("input " + name + " " + reason);
    }
}
