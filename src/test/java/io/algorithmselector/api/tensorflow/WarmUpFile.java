package io.algorithmselector.api.tensorflow;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import tensorflow.serving.Classification.ClassificationRequest;
import tensorflow.serving.Inference.MultiInferenceRequest;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.RegressionOuterClass.RegressionRequest;

/** Writes what {@link RecordedWarmUp} reads. */
public final class WarmUpFile {
    private WarmUpFile() {}

    /** Lays the logs where a version's warm-up is looked for, and gives the file. */
    public static Path write(Path version, List<byte[]> logs) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        logs.forEach(log -> records.writeBytes(record(log)));
        try {
            Path file = version.resolve("assets.extra").resolve("tf_serving_warmup_requests");
            Files.createDirectories(file.getParent());
            return Files.write(file, records.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] record(byte[] data) {
        byte[] header = header(data.length);
        return ByteBuffer.allocate(header.length + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(header)
                .put(data)
                .putInt(masked(data))
                .array();
    }

    static byte[] header(long length) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(bytes)
                .putInt(masked(bytes))
                .array();
    }

    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int value = (int) crc.getValue();
        return ((value >>> 15) | (value << 17)) + 0xa282ead8;
    }

    /** A {@code tensorflow.serving.PredictionLog} of one of the four requests. */
    public static byte[] log(Message request) {
        return log(
                switch (request) {
                    case ClassificationRequest _ -> 2;
                    case RegressionRequest _ -> 3;
                    case MultiInferenceRequest _ -> 4;
                    case PredictRequest _ -> 6;
                    default ->
                        throw new IllegalArgumentException(
                                request.getDescriptorForType().getFullName());
                },
                request);
    }

    /** One with that member of {@code log_type}, holding these requests. */
    static byte[] log(int member, Message... requests) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (Message request : requests) {
            log.writeBytes(field(1, request.toByteArray()));
        }
        // log_metadata first, as TensorFlow Serving's own logger has it
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(field(1, new byte[0]));
        all.writeBytes(field(member, log.toByteArray()));
        return all.toByteArray();
    }

    private static byte[] field(int number, byte[] value) {
        byte[] bytes = new byte[CodedOutputStream.computeByteArraySize(number, value)];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeByteArray(number, value);
            out.checkNoSpaceLeft();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes;
    }
}
