package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.engine.tensorflow.TensorFlowRuntime;
import io.algorithmselector.model.ServingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

class TfRecordFileTest {
    /** A record of the three bytes "abc", with TensorFlow's checksums. */
    private static final byte[] ABC = WarmUpFile.record("abc".getBytes(UTF_8));

    @TempDir
    Path folder;

    private List<String> read(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("records"), content);
        List<String> records = new ArrayList<>();
        try (TfRecordFile in = new TfRecordFile(file)) {
            for (byte[] record = in.next(); record != null; record = in.next()) {
                records.add(new String(record, UTF_8));
            }
        }
        return records;
    }

    private static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    @Test
    void masked_ofTheChecksumsOwnTestValue_isTensorFlowsMaskOfIt() {
        byte[] digits = "123456789".getBytes(UTF_8); // RFC 3720: its CRC-32C is E3069283
        int crc = 0xE3069283;
        assertThat(TfRecordFile.masked(digits, digits.length))
                .isEqualTo(((crc >>> 15) | (crc << 17)) + 0xa282ead8)
                .isNotEqualTo(TfRecordFile.masked(digits, 8));
    }

    @Test
    void next_records_inTheirOrderAndThenNone() throws IOException {
        assertThat(read(joined(ABC, WarmUpFile.record(new byte[0]), ABC))).containsExactly("abc", "", "abc");
    }

    @Test
    void next_emptyFile_hasNone() throws IOException {
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void next_fileThatEndsAnywhereInARecord_isRefused() {
        for (int length = 1; length < ABC.length; length++) {
            byte[] cut = Arrays.copyOf(ABC, length);
            assertThatThrownBy(() -> read(joined(ABC, cut)))
                    .as(length + " bytes")
                    .isInstanceOf(ServingException.class)
                    .hasMessage("the file ends within it");
        }
    }

    @Test
    void next_anyBitTurned_isRefused() {
        for (int bit = 0; bit < ABC.length * 8; bit++) {
            byte[] turned = ABC.clone();
            turned[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> read(joined(turned, ABC)))
                    .as("bit " + bit)
                    .isInstanceOf(ServingException.class)
                    .hasMessageContaining("checksum");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, 4})
    void next_lengthBeyondTheFile_isRefusedWithoutTakingMemory(long length) {
        assertThatThrownBy(() -> read(joined(WarmUpFile.header(length), new byte[7])))
                .isInstanceOf(ServingException.class)
                .hasMessage("the file ends within it");
    }

    @Test
    void record_asTheTestsWriteIt_isReadByTensorFlow() throws IOException {
        TensorFlowRuntime.start();
        Path file = Files.write(folder.resolve("records"), joined(ABC, WarmUpFile.record(new byte[0])));
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            var queue = tf.io.fifoQueue(List.of(TString.class));
            var names = tf.array(file.toString());
            var reader = tf.io.tfRecordReader();
            var read = tf.io.readerReadUpTo(reader, queue, tf.constant(2L));
            session.runner()
                    .addTarget(tf.io.queueEnqueueMany(queue, List.of(names)))
                    .run();
            try (Result result = session.runner().fetch(read.values()).run()) {
                TString values = (TString) result.get(0);
                assertThat(List.of(values.getObject(0), values.getObject(1))).containsExactly("abc", "");
            }
        }
    }
}
