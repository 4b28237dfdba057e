package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Holds a SavedModel's signatures against its graph, once at load: what TensorFlow would not check at each call. */
final class SignatureResolver {
    /** What the format keeps for itself under this prefix, such as the op that loads a model's tables. */
    private static final String RESERVED = "__saved_model";

    private final TF_Graph graph;

    SignatureResolver(TF_Graph graph) {
        this.graph = graph;
    }

    /**
     * @param served by name; the caller closes them
     * @param refused the reason by name
     */
    record Resolution(SequencedMap<String, ResolvedSignature> served, SequencedMap<String, String> refused) {}

    Resolution resolve(Map<String, SignatureDef> definitions) {
        TreeMap<String, ResolvedSignature> served = new TreeMap<>();
        TreeMap<String, String> refused = new TreeMap<>();
        definitions.forEach((name, definition) -> {
            if (!name.startsWith(RESERVED)) {
                try {
                    served.put(name, resolve(name, definition));
                } catch (RefusedException e) {
                    refused.put(name, e.reason);
                }
            }
        });
        return new Resolution(served, Collections.unmodifiableSequencedMap(refused));
    }

    private ResolvedSignature resolve(String name, SignatureDef definition) throws RefusedException {
        List<Port> inputs = ports("input", definition.getInputsMap());
        List<Port> outputs = ports("output", definition.getOutputsMap());
        if (outputs.isEmpty()) {
            throw new RefusedException("it has no output");
        }
        Signature signature = Signature.of(name, definition.getMethodName(), specs(inputs), specs(outputs));
        return new ResolvedSignature(signature, new Ports(inputs), new Ports(outputs));
    }

    private List<Port> ports(String side, Map<String, TensorInfo> tensors) throws RefusedException {
        List<Port> ports = new ArrayList<>();
        for (Map.Entry<String, TensorInfo> tensor : new TreeMap<>(tensors).entrySet()) {
            try {
                ports.add(port(tensor.getKey(), tensor.getValue()));
            } catch (RefusedException e) {
                throw new RefusedException(side + " " + tensor.getKey() + " " + e.reason);
            }
        }
        return ports;
    }

    private Port port(String name, TensorInfo info) throws RefusedException {
        requireDense(info);
        DataType type = DataTypes.ofNumber(info.getDtypeValue())
                .orElseThrow(() -> new RefusedException("is of type " + DataTypes.name(info.getDtypeValue())
                        + ", which has no value outside the graph"));
        TensorName place = TensorName.parse(info.getName());
        TF_Operation operation = tensorflow.TF_GraphOperationByName(graph, place.operation());
        if (operation == null || operation.isNull() || place.index() >= tensorflow.TF_OperationNumOutputs(operation)) {
            throw new RefusedException("stands for " + info.getName() + ", which is not in the graph");
        }
        Port port = new Port(
                new TensorSpec(name, type, shape(info.getTensorShape()), info.getName()), operation, place.index());
        requireType(port, info.getName());
        return port;
    }

    /** Sparse and composite tensors are several places in the graph, none of which is the tensor. */
    private static void requireDense(TensorInfo info) throws RefusedException {
        switch (info.getEncodingCase()) {
            case NAME -> {}
            case COO_SPARSE -> throw new RefusedException("is a sparse tensor");
            case COMPOSITE_TENSOR -> throw new RefusedException("is a composite tensor");
            case ENCODING_NOT_SET -> throw new RefusedException("stands for nothing in the graph");
        }
    }

    /** The signature's word is not enough: the C interface would take bytes of one type for another's. */
    private static void requireType(Port port, String place) throws RefusedException {
        try (TF_Output output = new TF_Output(1)) {
            int actual = tensorflow.TF_OperationOutputType(
                    output.oper(port.operation()).index(port.index()));
            DataType declared = port.spec().type();
            if (DataTypes.ofNumber(actual).filter(declared::equals).isEmpty()) {
                throw new RefusedException("is declared " + declared + ", but " + place + " is "
                        + DataTypes.name(actual) + " in the graph");
            }
        }
    }

    private static ShapeSpec shape(TensorShapeProto shape) throws RefusedException {
        if (shape.getUnknownRank()) {
            return ShapeSpec.UNKNOWN_RANK;
        }
        long[] dimensions = shape.getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .toArray();
        try {
            return ShapeSpec.of(dimensions);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("is malformed: " + e.getMessage());
        }
    }

    private static List<TensorSpec> specs(List<Port> ports) {
        return ports.stream().map(Port::spec).toList();
    }

    /** {@code operation:index}; the index may be left out for 0. */
    private record TensorName(String operation, int index) {
        static TensorName parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon > 0 && text.substring(colon + 1).matches("\\d{1,9}")) {
                return new TensorName(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
            }
            return new TensorName(text, 0);
        }
    }

    /** Ends the resolution of one signature; never leaves this class. */
    private static final class RefusedException extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        final String reason;

        RefusedException(String reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
