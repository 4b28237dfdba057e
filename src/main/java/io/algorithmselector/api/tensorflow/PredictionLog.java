package io.algorithmselector.api.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tensorflow.serving.Classification.ClassificationRequest;
import tensorflow.serving.Inference.MultiInferenceRequest;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.RegressionOuterClass.RegressionRequest;

/**
 * The request of a {@code tensorflow.serving.PredictionLog}
 * ({@code tensorflow_serving/apis/prediction_log.proto}). Read field by field: the generated class would bring TensorFlow's whole
 * session configuration with it, for a kind of log that cannot be served.
 */
sealed interface PredictionLog {
    record Predict(PredictRequest request) implements PredictionLog {}

    record Classify(ClassificationRequest request) implements PredictionLog {}

    record Regress(RegressionRequest request) implements PredictionLog {}

    record MultiInference(MultiInferenceRequest request) implements PredictionLog {}

    /** It holds no request: TensorFlow Serving passes over it. */
    record Empty() implements PredictionLog {}

    /**
     * @throws ServingException with code INVALID_ARGUMENT if these are no bytes of such a log, UNIMPLEMENTED if what it holds cannot
     *     be asked of a server
     */
    static PredictionLog parse(byte[] bytes) {
        try {
            return of(new Kind(bytes));
        } catch (InvalidProtocolBufferException malformed) {
            throw failed(ErrorCode.INVALID_ARGUMENT, "it is no PredictionLog: " + malformed.getMessage());
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static PredictionLog of(Kind kind) throws IOException {
        return switch (kind.number) {
            case Kind.CLASSIFY -> new Classify(ClassificationRequest.parseFrom(kind.one()));
            case Kind.REGRESS -> new Regress(RegressionRequest.parseFrom(kind.one()));
            case Kind.MULTI_INFERENCE -> new MultiInference(MultiInferenceRequest.parseFrom(kind.one()));
            case Kind.PREDICT -> new Predict(PredictRequest.parseFrom(kind.one()));
            case Kind.PREDICT_STREAMED -> new Predict(PredictRequest.parseFrom(kind.only()));
            case Kind.SESSION_RUN ->
                throw failed(ErrorCode.UNIMPLEMENTED, "a session_run_log cannot be used for a warm-up");
            default -> new Empty();
        };
    }

    private static ServingException failed(ErrorCode code, String reason) {
        return new ServingException(new Failure.EngineFailed(code, reason));
    }

    /** Which member of {@code log_type} there is, and the requests in it, not parsed yet. */
    final class Kind {
        private static final int CLASSIFY = 2;
        private static final int REGRESS = 3;
        private static final int MULTI_INFERENCE = 4;
        private static final int SESSION_RUN = 5;
        private static final int PREDICT = 6;
        private static final int PREDICT_STREAMED = 7;

        /** In each kind of log. */
        private static final int REQUEST = 1;

        private int number;
        private @Nullable ByteString log;

        private Kind(byte[] bytes) throws IOException {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                if (field >= CLASSIFY && field <= PREDICT_STREAMED && isMessage(tag)) {
                    number = field; // the last one counts
                    log = in.readBytes();
                } else {
                    in.skipField(tag);
                }
            }
        }

        private static boolean isMessage(int tag) {
            return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
        }

        /** The request; without one, that of all defaults. */
        private ByteString one() throws IOException {
            List<ByteString> requests = requests();
            return requests.isEmpty() ? ByteString.EMPTY : requests.getLast();
        }

        /** A stream of one request is a request; there is no answer to more. */
        private ByteString only() throws IOException {
            List<ByteString> requests = requests();
            if (requests.size() != 1) {
                throw failed(
                        ErrorCode.INVALID_ARGUMENT,
                        "its predict_streamed_log holds " + requests.size() + " requests; only one can be run");
            }
            return requests.getFirst();
        }

        private List<ByteString> requests() throws IOException {
            List<ByteString> requests = new ArrayList<>();
            if (log == null) {
                return requests;
            }
            CodedInputStream in = log.newCodedInput();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == REQUEST && isMessage(tag)) {
                    requests.add(in.readBytes());
                } else {
                    in.skipField(tag);
                }
            }
            return requests;
        }
    }
}
