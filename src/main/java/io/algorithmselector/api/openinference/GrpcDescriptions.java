package io.algorithmselector.api.openinference;

import inference.DataType;
import inference.ModelConfig;
import inference.ModelInput;
import inference.ModelMetadataResponse;
import inference.ModelMetadataResponse.TensorMetadata;
import inference.ModelOutput;
import inference.ModelParameter;
import inference.ModelTransactionPolicy;
import inference.ModelVersionPolicy;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Descriptions of models in gRPC's messages. */
final class GrpcDescriptions {
    private GrpcDescriptions() {}

    static ModelMetadataResponse metadata(ModelDescription model) {
        ModelMetadataResponse.Builder metadata = ModelMetadataResponse.newBuilder()
                .setName(model.id().model())
                .setPlatform(ServerDescription.PLATFORM)
                .putProperties(
                        ServerDescription.SIGNATURES,
                        String.join(",", model.signatures().keySet()));
        model.versions().forEach(version -> metadata.addVersions(Long.toString(version)));
        Signature signature = model.signature();
        if (signature != null) {
            metadata.putProperties(ServerDescription.SIGNATURE, signature.name());
            signature.inputs().values().forEach(input -> metadata.addInputs(tensor(input)));
            signature.outputs().values().forEach(output -> metadata.addOutputs(tensor(output)));
        }
        return metadata.build();
    }

    private static TensorMetadata tensor(TensorSpec spec) {
        return TensorMetadata.newBuilder()
                .setName(spec.name())
                .setDatatype(Datatype.text(spec.type()))
                .addAllShape(dimensions(spec.shape()))
                .build();
    }

    /** As Triton would describe it, were the model in a repository of its own: without a batch dimension of the server's. */
    static ModelConfig config(ModelDescription model) {
        ModelConfig.Builder config = ModelConfig.newBuilder()
                .setName(model.id().model())
                .setPlatform(ServerDescription.PLATFORM)
                .setBackend("tensorflow")
                .setDefaultModelFilename("saved_model.pb")
                .setModelTransactionPolicy(ModelTransactionPolicy.getDefaultInstance())
                .setVersionPolicy(ModelVersionPolicy.newBuilder()
                        .setSpecific(ModelVersionPolicy.Specific.newBuilder().addAllVersions(model.versions())));
        Signature signature = model.signature();
        if (signature != null) {
            config.putParameters(
                    ServerDescription.TRITON_SIGNATURE,
                    ModelParameter.newBuilder().setStringValue(signature.name()).build());
            signature.inputs().values().forEach(input -> config.addInput(input(input)));
            signature.outputs().values().forEach(output -> config.addOutput(output(output)));
        }
        return config.build();
    }

    private static ModelInput input(TensorSpec spec) {
        return ModelInput.newBuilder()
                .setName(spec.name())
                .setDataType(type(spec))
                .addAllDims(dimensions(spec.shape()))
                .build();
    }

    private static ModelOutput output(TensorSpec spec) {
        return ModelOutput.newBuilder()
                .setName(spec.name())
                .setDataType(type(spec))
                .addAllDims(dimensions(spec.shape()))
                .build();
    }

    /** One for each, or none where any rank goes. */
    private static List<Long> dimensions(ShapeSpec shape) {
        List<Long> dimensions = new ArrayList<>();
        for (int i = 0; shape.rankKnown() && i < shape.rank(); i++) {
            dimensions.add(shape.dimension(i));
        }
        return dimensions;
    }

    private static DataType type(TensorSpec spec) {
        Datatype type = Datatype.of(spec.type());
        return switch (type) {
            case null -> DataType.TYPE_INVALID;
            case BOOL -> DataType.TYPE_BOOL;
            case UINT8 -> DataType.TYPE_UINT8;
            case UINT16 -> DataType.TYPE_UINT16;
            case UINT32 -> DataType.TYPE_UINT32;
            case UINT64 -> DataType.TYPE_UINT64;
            case INT8 -> DataType.TYPE_INT8;
            case INT16 -> DataType.TYPE_INT16;
            case INT32 -> DataType.TYPE_INT32;
            case INT64 -> DataType.TYPE_INT64;
            case FP16 -> DataType.TYPE_FP16;
            case FP32 -> DataType.TYPE_FP32;
            case FP64 -> DataType.TYPE_FP64;
            case BYTES -> DataType.TYPE_STRING;
            case BF16 -> DataType.TYPE_BF16;
        };
    }
}
