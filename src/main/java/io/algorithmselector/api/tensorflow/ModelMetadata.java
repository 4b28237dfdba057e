package io.algorithmselector.api.tensorflow;

import com.google.protobuf.Any;
import com.google.protobuf.Int64Value;
import io.algorithmselector.api.transport.GrpcCallMetadata;
import io.algorithmselector.api.transport.SelectorHeaders;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.VersionId;
import io.vertx.core.MultiMap;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import java.util.Objects;
import tensorflow.serving.GetModelMetadata.GetModelMetadataRequest;
import tensorflow.serving.GetModelMetadata.GetModelMetadataResponse;
import tensorflow.serving.Model.ModelSpec;

/**
 * {@code GET …/metadata} and {@code GetModelMetadata}: the signatures of the version that would answer an inference request. No
 * inference itself, and not counted as one. Thread-safe.
 */
final class ModelMetadata {
    /** The one field there is. */
    private static final String SIGNATURE_DEF = "signature_def";

    private final Inference inference;

    ModelMetadata(Inference inference) {
        this.inference = inference;
    }

    /** @throws ServingException if there is no such version */
    Response.ResponseBuilder rest(TensorflowRoute.Metadata route, MultiMap headers) {
        InferenceCall call = inference.begin(Protocol.TENSORFLOW, Transport.REST, route.model());
        Collection<Signature> signatures = call.signatures(SelectorHeaders.versionRequest(headers, route.version()))
                .values();
        Response.ResponseBuilder answer =
                TensorflowResource.json(200, ModelMetadataJson.encode(version(call), signatures));
        SelectorHeaders.tell(call, answer::header);
        return answer;
    }

    /** @throws ServingException if there is no such version, or with {@code InvalidInput} if another field is asked for */
    GetModelMetadataResponse grpc(GetModelMetadataRequest request, GrpcCallMetadata metadata) {
        if (!request.hasModelSpec()) {
            throw ServingException.invalidInput("Missing ModelSpec");
        }
        requireFields(request);
        ModelSpec spec = ModelSpecs.require(true, request.getModelSpec());
        InferenceCall call = inference.begin(Protocol.TENSORFLOW, Transport.GRPC, spec.getName());
        Collection<Signature> signatures = call.signatures(metadata.versionRequest(ModelSpecs.choice(spec)))
                .values();
        metadata.tell(call);
        VersionId version = version(call);
        return GetModelMetadataResponse.newBuilder()
                .setModelSpec(
                        ModelSpec.newBuilder().setName(version.model()).setVersion(Int64Value.of(version.number())))
                .putMetadata(SIGNATURE_DEF, Any.pack(SignatureProtos.map(signatures)))
                .build();
    }

    private static VersionId version(InferenceCall call) {
        return Objects.requireNonNull(call.version());
    }

    private static void requireFields(GetModelMetadataRequest request) {
        if (request.getMetadataFieldCount() == 0) {
            throw ServingException.invalidInput("GetModelMetadataRequest must specify at least one metadata_field");
        }
        for (String field : request.getMetadataFieldList()) {
            if (!field.equals(SIGNATURE_DEF)) {
                throw ServingException.invalidInput("Metadata field " + field + " is not supported");
            }
        }
    }
}
