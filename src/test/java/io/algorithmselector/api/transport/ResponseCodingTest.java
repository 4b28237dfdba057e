package io.algorithmselector.api.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseCodingTest {
    private static final byte[] BODY = "0.125,".repeat(10_000).getBytes(US_ASCII);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | IDENTITY",
                "gzip | GZIP",
                "GZip | GZIP",
                "x-gzip | GZIP",
                "deflate | DEFLATE",
                "identity | IDENTITY",
                "br | IDENTITY",
                "* | IDENTITY",
                "gzip, deflate | GZIP",
                "deflate, gzip | DEFLATE",
                "gzip, deflate, br, zstd | GZIP",
                "gzip;q=0.5, deflate;q=0.8 | DEFLATE",
                "gzip; Q=0.5 , deflate | DEFLATE",
                "gzip;q=0 | IDENTITY",
                "gzip;q=0.000, deflate;q=0.001 | DEFLATE",
                "identity, gzip | IDENTITY",
                "identity;q=0.5, gzip;q=1.0 | GZIP",
                "gzip;level=9;q=1 | GZIP",
                "gzip;q=2 | IDENTITY",
                "gzip;q=-1 | IDENTITY",
                "gzip;q=high | IDENTITY",
                "gzip;q= | IDENTITY",
                ",, gzip , | GZIP"
            })
    void acceptEncoding_chooses(String header, ResponseCoding expected) {
        assertThat(ResponseCoding.accepted(List.of(header))).isEqualTo(expected);
    }

    @Test
    void acceptEncoding_notSentOrTwice_isOneList() {
        assertThat(ResponseCoding.accepted(List.of())).isEqualTo(ResponseCoding.IDENTITY);
        assertThat(ResponseCoding.accepted(List.of("br", "gzip;q=0.1", "deflate")))
                .isEqualTo(ResponseCoding.DEFLATE);
    }

    @Test
    void identity_isTheBodyItself() {
        assertThat(ResponseCoding.IDENTITY.encode(BODY)).isSameAs(BODY);
    }

    @Test
    void gzip_isRfc1952() throws IOException {
        byte[] coded = ResponseCoding.GZIP.encode(BODY);
        assertThat(coded.length).isLessThan(BODY.length / 20);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(coded))) {
            assertThat(in.readAllBytes()).isEqualTo(BODY);
        }
        assertThat(ResponseCoding.GZIP.token()).isEqualTo("gzip");
    }

    @Test
    void deflate_isTheZlibFormat() throws IOException {
        byte[] coded = ResponseCoding.DEFLATE.encode(BODY);
        assertThat(coded.length).isLessThan(BODY.length / 20);
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(coded))) {
            assertThat(in.readAllBytes()).isEqualTo(BODY);
        }
        assertThat(ResponseCoding.DEFLATE.token()).isEqualTo("deflate");
    }
}
