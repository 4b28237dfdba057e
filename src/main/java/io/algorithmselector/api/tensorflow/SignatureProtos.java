package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import java.util.Collection;
import org.tensorflow.framework.SignatureDef;
import org.tensorflow.framework.TensorInfo;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.GetModelMetadata.SignatureDefMap;

/** From signatures to TensorFlow's own messages for them. */
final class SignatureProtos {
    private SignatureProtos() {}

    static SignatureDefMap map(Collection<Signature> signatures) {
        SignatureDefMap.Builder map = SignatureDefMap.newBuilder();
        for (Signature signature : signatures) {
            SignatureDef.Builder definition = SignatureDef.newBuilder().setMethodName(signature.method());
            signature.inputs().forEach((name, spec) -> definition.putInputs(name, info(spec)));
            signature.outputs().forEach((name, spec) -> definition.putOutputs(name, info(spec)));
            map.putSignatureDef(signature.name(), definition.build());
        }
        return map.build();
    }

    private static TensorInfo info(TensorSpec spec) {
        return TensorInfo.newBuilder()
                .setName(spec.graphName())
                .setDtype(TensorProtoTypes.toProto(spec.type()))
                .setTensorShape(shape(spec.shape()))
                .build();
    }

    private static TensorShapeProto shape(ShapeSpec shape) {
        TensorShapeProto.Builder proto = TensorShapeProto.newBuilder().setUnknownRank(!shape.rankKnown());
        if (shape.rankKnown()) {
            for (int i = 0; i < shape.rank(); i++) {
                proto.addDimBuilder().setSize(shape.dimension(i));
            }
        }
        return proto.build();
    }
}
