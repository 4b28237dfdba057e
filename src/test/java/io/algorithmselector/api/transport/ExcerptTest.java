package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.model.ErrorCode;
import io.grpc.InternalStatus;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptTest {
    /** Of a client's 8 KiB for all metadata together. */
    private static final int MOST = 7 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"m", "%", "\u00E9", "\u6F22", "\uD83D\uDE00", "\n"})
    void grpcStatus_ofAnEchoOfAnything_staysBelowWhatClientsTake(String part) {
        Status status = new ApiError(ErrorCode.NOT_FOUND, 404, part.repeat(100_000))
                .toGrpc()
                .getStatus();
        String text = Objects.requireNonNull(status.getDescription());
        assertThat(text).endsWith("...").startsWith(part);
        Metadata trailers = new Metadata();
        trailers.put(InternalStatus.MESSAGE_KEY, text);
        int size = 0;
        for (byte[] line : io.grpc.InternalMetadata.serialize(trailers)) {
            size += line.length;
        }
        assertThat(size).isLessThan(MOST);
    }
}
