package io.algorithmselector.api.openinference;

import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * A body that is the bytes of a signature's only input, whose datatype and shape the signature says. One dimension of it may be
 * unknown, and is then as long as the bytes are; a BYTES input has one element, which is the whole body. The answer is binary.
 */
final class RawInput {
    private static final InferParameters BINARY_OUTPUTS =
            InferParameters.of("the request", Map.of("binary_data_output", new ParameterValue.Flag(true)));

    private RawInput() {}

    static InferRequest request(byte[] body) {
        return new InferRequest(null, BINARY_OUTPUTS, List.of(), signature -> decode(signature, body));
    }

    private static Map<String, Tensor> decode(Signature signature, byte[] body) {
        if (signature.inputs().size() != 1) {
            throw ServingException.invalidInput("a body without JSON is one input, but signature " + signature.name()
                    + " takes " + signature.inputs().keySet());
        }
        TensorSpec input = signature.inputs().firstEntry().getValue();
        if (input.type() == DataType.STRING) {
            return Map.of(input.name(), element(input, shape(input, 1), body));
        }
        Datatype type = Datatype.of(input.type());
        if (type == null) {
            throw ServingException.invalidInput("input " + input.name() + " is " + Datatype.text(input.type())
                    + ", for which the protocol has no datatype");
        }
        Shape shape = shape(input, body.length / input.type().size());
        RawContents contents = new RawContents(MemorySegment.ofArray(body));
        // numbers are only viewed: they take nothing from the budget
        return Map.of(input.name(), contents.read(input.name(), type, shape, new ByteBudget(0)));
    }

    private static Tensor element(TensorSpec input, Shape shape, byte[] body) {
        if (shape.elements() != 1) {
            throw ServingException.invalidInput("a body without JSON is one element, but input " + input.name()
                    + " takes BYTES of shape " + input.shape());
        }
        return new Tensor.Strings(shape, List.of(body));
    }

    private static Shape shape(TensorSpec input, long elements) {
        ShapeSpec spec = input.shape();
        if (!spec.rankKnown()) {
            return Shape.of(elements);
        }
        long[] shape = new long[spec.rank()];
        int unknown = -1;
        long known = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = spec.dimension(i);
            if (shape[i] != ShapeSpec.UNKNOWN_DIMENSION) {
                known *= shape[i];
            } else if (unknown < 0) {
                unknown = i;
            } else {
                throw ServingException.invalidInput("a body without JSON does not say the shape of input "
                        + input.name() + ", which has more than one unknown dimension: " + spec);
            }
        }
        if (unknown >= 0) {
            shape[unknown] = known == 0 ? 0 : elements / known;
        }
        return Shape.of(shape);
    }
}
