package io.algorithmselector.api.openinference;

import io.algorithmselector.api.json.JsonTensorWriter;
import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The answer to an inference request by REST: JSON, and behind it the outputs that go out binary. */
final class InferAnswer {
    /** About what stands around the numbers. */
    private static final int FRAME = 256;

    private final byte[] body;
    private final int jsonLength;

    private InferAnswer(byte[] body, int jsonLength) {
        this.body = body;
        this.jsonLength = jsonLength;
    }

    /**
     * Writes the answer, its outputs in the order in which they were asked for, or of their names.
     *
     * @throws ServingException that names the output: with {@code InvalidInput} if it cannot be had in the form that was asked
     *     for, with {@code Unsupported} if the protocol has no datatype for it; with {@code AtLimit} if no array holds the answer
     */
    static InferAnswer of(InferRequest request, InferenceResult result) {
        Writer writer = new Writer(request, result);
        writer.write();
        return writer.answer();
    }

    /** JSON and binary data, to which the outputs' bytes have been copied once; not to be written to. */
    byte[] body() {
        return body;
    }

    /** How many bytes of the body are JSON. */
    int jsonLength() {
        return jsonLength;
    }

    boolean hasBinaryData() {
        return jsonLength < body.length;
    }

    /** Writes one answer. */
    private static final class Writer {
        private static final long MAX_LENGTH = Integer.MAX_VALUE - 16;

        private final InferRequest request;
        private final InferenceResult result;
        private final JsonWriter out;
        private final JsonTensorWriter tensors;
        private final List<MemorySegment> binary = new ArrayList<>();

        Writer(InferRequest request, InferenceResult result) {
            this.request = request;
            this.result = result;
            boolean json = !request.parameters().binaryDataOutput();
            this.out = new JsonWriter(FRAME
                    + (json ? JsonTensorWriter.expectedLength(result.outputs().values()) : 0));
            this.tensors = new JsonTensorWriter(out);
        }

        void write() {
            out.raw("{\"model_name\":").string(result.version().model());
            out.raw(",\"model_version\":").string(Long.toString(result.version().number()));
            if (request.id() != null) {
                out.raw(",\"id\":").string(request.id());
            }
            out.raw(",\"outputs\":[");
            if (request.outputs().isEmpty()) {
                boolean first = true;
                for (String name : result.outputs().sequencedKeySet()) {
                    output(new RequestedOutput(name, InferParameters.NONE), first);
                    first = false;
                }
            } else {
                boolean first = true;
                for (RequestedOutput output : request.outputs()) {
                    output(output, first);
                    first = false;
                }
            }
            out.raw("]}");
        }

        private void output(RequestedOutput wanted, boolean first) {
            Tensor tensor = tensor(wanted);
            Datatype type = OutputForms.require(request, wanted, tensor.type());
            out.comma(first).raw("{\"name\":").string(wanted.name());
            out.raw(",\"datatype\":\"").raw(type.name()).raw("\",\"shape\":[");
            for (int i = 0; i < tensor.shape().rank(); i++) {
                out.comma(i == 0).integer(tensor.shape().dimension(i));
            }
            out.raw(']');
            if (OutputForms.isBinary(request, wanted)) {
                MemorySegment bytes = RawContents.of(wanted.name(), tensor);
                binary.add(bytes);
                out.raw(",\"parameters\":{\"binary_data_size\":")
                        .integer(bytes.byteSize())
                        .raw('}');
            } else {
                out.raw(",\"data\":");
                tensors.flat(wanted.name(), tensor);
            }
            out.raw('}');
        }

        private Tensor tensor(RequestedOutput wanted) {
            Tensor tensor = result.outputs().get(wanted.name());
            if (tensor == null) {
                throw new IllegalStateException("output " + wanted.name() + " was asked for and is not there");
            }
            int classes = wanted.parameters().classification();
            return classes == 0 ? tensor : Classification.of(wanted.name(), tensor, classes);
        }

        InferAnswer answer() {
            long total = out.length();
            for (MemorySegment bytes : binary) {
                total += bytes.byteSize();
            }
            if (total > MAX_LENGTH) {
                throw new ServingException(new Failure.AtLimit("the answer would have " + total + " bytes, more than "
                        + MAX_LENGTH + "; ask for fewer outputs at a time"));
            }
            byte[] body = new byte[(int) total];
            out.copyTo(body);
            MemorySegment target = MemorySegment.ofArray(body);
            long at = out.length();
            for (MemorySegment bytes : binary) {
                MemorySegment.copy(bytes, 0, target, at, bytes.byteSize());
                at += bytes.byteSize();
            }
            return new InferAnswer(body, out.length());
        }
    }
}
