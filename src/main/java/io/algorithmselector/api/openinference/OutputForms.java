package io.algorithmselector.api.openinference;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;

/** In which form a REST request wants each output, and whether it can have it so. */
final class OutputForms {
    private OutputForms() {}

    /** The output's own parameter goes before the request's. */
    static boolean isBinary(InferRequest request, RequestedOutput output) {
        Boolean own = output.parameters().binaryData();
        return own != null ? own : request.parameters().binaryDataOutput();
    }

    /**
     * Looks at all outputs before anything is computed that could not be sent.
     *
     * @throws ServingException as {@link #require}
     */
    static void requireAll(InferRequest request, Signature signature) {
        if (request.outputs().isEmpty()) {
            for (TensorSpec output : signature.outputs().values()) {
                require(request, new RequestedOutput(output.name(), InferParameters.NONE), output.type());
            }
            return;
        }
        for (RequestedOutput wanted : request.outputs()) {
            TensorSpec output = signature.outputs().get(wanted.name());
            // what is none of the signature's is refused where the call is run
            if (output != null && wanted.parameters().classification() == 0) {
                require(request, wanted, output.type());
            }
        }
    }

    /**
     * The datatype of an output that goes out as it was computed.
     *
     * @throws ServingException that names the output: with {@code Unsupported} if the protocol has no datatype for it, with
     *     {@code InvalidInput} if JSON has none of its values
     */
    static Datatype require(InferRequest request, RequestedOutput wanted, DataType type) {
        Datatype datatype = Datatype.of(type);
        if (datatype == null) {
            throw new ServingException(new Failure.Unsupported(
                    "output " + wanted.name() + " is " + type + ", for which the protocol has no datatype"));
        }
        boolean half = datatype == Datatype.FP16 || datatype == Datatype.BF16;
        if (half && !isBinary(request, wanted)) {
            throw ServingException.invalidInput("output " + wanted.name() + " is " + datatype
                    + ", which is sent as binary data only, not in JSON; ask for it with binary_data");
        }
        return datatype;
    }
}
