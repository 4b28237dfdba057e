package io.algorithmselector.api.badinput;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.testing.FakeModels;
import io.algorithmselector.testing.FakeModelsProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each request is followed by one that is answered: the server goes on. */
@QuarkusTest
@TestProfile(RestBadInputComponentTest.Profile.class)
class RestBadInputComponentTest {
    private static final int LEVELS = 500_000;
    private static final int MEBIBYTE = 1024 * 1024;

    private static final String PREDICT = "/v1/models/half_plus:predict";
    private static final String CLASSIFY = "/v1/models/examples:classify";
    private static final String REGRESS = "/v1/models/examples:regress";
    private static final String INFER = "/v2/models/half_plus/infer";
    private static final String INDEX = "/v2/repository/index";
    private static final String LOAD = "/v2/repository/models/none/load";
    private static final String UNLOAD = "/v2/repository/models/none/unload";

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private HttpClient client = HttpClient.newHttpClient();

    /** As {@link FakeModelsProfile}, and requests may load models. */
    public static final class Profile implements QuarkusTestProfile {
        private final FakeModelsProfile fakes = new FakeModelsProfile();

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(fakes.getConfigOverrides());
            settings.put("selector.admin.enabled", "true");
            return settings;
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(Models.class);
        }

        /** As {@link FakeModelsProfile.Models}, which is there for its own profile only. */
        @Alternative
        @Singleton
        public static class Models {
            @Produces
            @Alternative
            @Singleton
            ServingState models() {
                return FakeModels.all();
            }
        }
    }

    @BeforeEach
    void connect() {
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void serverGoesOn() throws IOException, InterruptedException {
        assertThat(post(PREDICT, "{\"instances\": [1.0, 2.0, 5.0]}".getBytes(UTF_8))
                        .statusCode())
                .isEqualTo(200);
        client.close();
    }

    private HttpResponse<String> post(String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(1))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertRefused(HttpResponse<String> response, int status, String error) {
        assertThat(response.body()).startsWith("{\"error\": \"").contains(error).hasSizeLessThan(1100);
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                PREDICT + " | {\"instances\": ? | 400",
                PREDICT + " | {\"inputs\": ? | 400",
                PREDICT + " | {\"inputs\": {\"x\": ? | 400",
                PREDICT + " | {\"signature_name\": ?, \"inputs\": [1]} | 400",
                PREDICT + " | {\"other\": ?, \"inputs\": [1]} | 200",
                CLASSIFY + " | {\"examples\": ? | 400",
                CLASSIFY + " | {\"examples\": [{\"x\": ? | 400",
                CLASSIFY + " | {\"context\": ? | 400",
                CLASSIFY + " | {\"signature_name\": \"classify\", \"other\": ?, \"examples\": [{\"x\": 1}]} | 200",
                REGRESS + " | {\"examples\": ? | 400",
                REGRESS + " | {\"examples\": [{\"x\": ? | 400",
                REGRESS + " | {\"signature_name\": \"regress\", \"other\": ?, \"examples\": [{\"x\": 1}]} | 200",
                INFER + " | {\"inputs\": ? | 400",
                INFER
                        + " | {\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": ?}]} | 400",
                INFER + " | {\"inputs\": [{\"name\": \"x\", \"shape\": ? | 400",
                INFER + " | {\"inputs\": [{\"name\": ? | 400",
                INFER + " | {\"parameters\": ? | 400",
                INFER + " | {\"parameters\": {\"p\": ? | 400",
                INFER + " | {\"outputs\": ? | 400",
                INFER + " | {\"id\": ? | 400",
                INFER
                        + " | {\"other\": ?, \"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}]} | 200",
                INDEX + " | {\"ready\": ? | 400",
                INDEX + " | {\"other\": ?} | 200",
                LOAD + " | {\"parameters\": ? | 400",
                LOAD + " | {\"parameters\": {\"p\": ? | 400",
                LOAD + " | {\"other\": ?} | 404",
                UNLOAD + " | {\"parameters\": {\"p\": ? | 400",
                UNLOAD + " | {\"other\": ?} | 404"
            })
    void nesting_halfAMillionLevels_isAnAnswerAndNoStackOverflow(String path, String template, int status)
            throws IOException, InterruptedException {
        String lists = "[".repeat(LEVELS) + "]".repeat(LEVELS);
        String objects = "{\"a\":".repeat(LEVELS) + "1" + "}".repeat(LEVELS);
        for (String nested : new String[] {lists, objects}) {
            HttpResponse<String> response =
                    post(path, template.replace("?", nested).getBytes(UTF_8));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        }
        for (String unclosed : new String[] {"[".repeat(LEVELS), "{\"a\":".repeat(LEVELS)}) {
            HttpResponse<String> response = post(
                    path,
                    template.substring(0, template.indexOf('?'))
                            .concat(unclosed)
                            .getBytes(UTF_8));
            assertRefused(response, 400, "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PREDICT, CLASSIFY, REGRESS, INFER, INDEX, LOAD, UNLOAD})
    void bomb_ofGzipOrDeflate_isTooLargeOnceTheLimitIsReached(String path) throws IOException, InterruptedException {
        for (String coding : new String[] {"gzip", "deflate"}) {
            byte[] bomb = bomb(coding);
            assertThat(bomb).hasSizeLessThan(MEBIBYTE);
            assertRefused(
                    post(path, bomb, "Content-Encoding", coding),
                    413,
                    "the request is larger than " + FakeModelsProfile.REQUEST_LIMIT + " bytes");
        }
    }

    /** 200 MiB of spaces. */
    private static byte[] bomb(String coding) throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        byte[] spaces = " ".repeat(MEBIBYTE).getBytes(ISO_8859_1);
        try (OutputStream out = coding.equals("gzip") ? new GZIPOutputStream(bomb) : new DeflaterOutputStream(bomb)) {
            for (int i = 0; i < 200; i++) {
                out.write(spaces);
            }
        }
        return bomb.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {PREDICT, CLASSIFY, REGRESS, INFER, INDEX, LOAD, UNLOAD})
    void path_thatMayMeanAnother_isRefusedBeforeAnyRoute(String path) throws IOException, InterruptedException {
        for (String ambiguous : new String[] {
            path.replaceFirst("/models/|/index", "%2F$0"),
            path + "%2F",
            path + "%2f..",
            path + "%252F",
            path + "%5C",
            path + "%00",
            path + ";a=b",
            path + "%3Ba=b",
            "/x/.." + path,
            "/x/%2e%2e" + path,
            "/." + path,
            path + "/.."
        }) {
            assertRefused(post(ambiguous, new byte[0]), 400, "Malformed request: POST " + ambiguous);
        }
    }

    @ParameterizedTest
    @CsvSource({
        PREDICT + ", serving_default",
        CLASSIFY + ", classify",
        REGRESS + ", regress",
        INFER + ", ''",
        INDEX + ", ''",
        LOAD + ", ''",
        UNLOAD + ", ''"
    })
    void utf8_invalid_isRefusedAtItsPlace(String path, String signature) throws IOException, InterruptedException {
        String named = "{\"signature_name\": \"" + signature + "\", ";
        for (String bytes : new String[] {"\u00FF", "\u00C0\u0080", "\u00ED\u00A0\u0080", "\u00E2\u0082"}) {
            for (String body : new String[] {named + "\"a" + bytes + "\": 1}", named + "\"a\": \"" + bytes + "\"}"}) {
                assertRefused(
                        post(path, body.getBytes(ISO_8859_1)),
                        400,
                        "JSON Parse error: Invalid encoding in string. at offset: ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        PREDICT + ", JSON Value: Is not object",
        CLASSIFY + ", JSON Value: Is not object",
        REGRESS + ", JSON Value: Is not object",
        INFER + ", the request is not an object",
        INDEX + ", the request is not an object",
        LOAD + ", the request is not an object",
        UNLOAD + ", the request is not an object"
    })
    void body_thatIsNoObject_isRefused(String path, String error) throws IOException, InterruptedException {
        for (String body : new String[] {"[]", "1", "\"a\"", "null"}) {
            assertRefused(post(path, body.getBytes(UTF_8)), 400, error);
        }
    }

    @ParameterizedTest
    @CsvSource({INFER, INDEX, LOAD, UNLOAD})
    void trailingGarbage_inTheOpenInferenceProtocol_isRefused(String path) throws IOException, InterruptedException {
        String body = path.equals(INFER)
                ? "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}]} x"
                : "{} x";
        assertRefused(
                post(path, body.getBytes(UTF_8)),
                400,
                "JSON Parse error: The document root must not be followed by other values. at offset: ");
    }

    @ParameterizedTest
    @CsvSource({
        PREDICT + ", '{\"instances\": [1]} x'",
        CLASSIFY + ", '{\"signature_name\": \"classify\", \"examples\": [{\"x\": 1}]}]}'",
        REGRESS + ", '{\"signature_name\": \"regress\", \"examples\": [{\"x\": 1}]} \"'"
    })
    void bytesAfterTheClosingBrace_inTensorFlowServing_areIgnored(String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, body.getBytes(UTF_8));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | 4 | input x has -1 for the parameter binary_data_size, expected a whole number from 0",
                "true | 4 | input x has true for the parameter binary_data_size, expected a whole number from 0",
                "\"4\" | 4 | input x has '4' for the parameter binary_data_size, expected a whole number from 0",
                "4.5 | 4 | input x has 4.5 for the parameter binary_data_size, expected a whole number from 0",
                "9223372036854775807 | 4 | input x has binary_data_size 9223372036854775807, but only 4 bytes are left in the body",
                "5 | 4 | input x has binary_data_size 5, but only 4 bytes are left in the body",
                "4 | 5 | the body has 1 bytes after the JSON and the binary data of its inputs",
                "3 | 3 | input x has 3 bytes of data; FP32 of shape [1] takes 4 for each of its elements"
            })
    void binarySize_thatIsNone_isRefusedByName(String size, int bytes, String error)
            throws IOException, InterruptedException {
        String json = "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\","
                + " \"parameters\": {\"binary_data_size\": " + size + "}}]}";
        assertRefused(
                post(INFER, binary(json, new byte[bytes]), "Inference-Header-Content-Length", "" + json.length()),
                400,
                error);
    }

    @ParameterizedTest
    @CsvSource({
        "1000000, is beyond the body of ",
        "-1, is not a whole number from 0",
        "1e2, is not a whole number from 0",
        "99999999999999999999, is beyond the body of "
    })
    void headerLength_beyondTheBodyOrNone_isRefusedByName(String length, String error)
            throws IOException, InterruptedException {
        assertRefused(
                post(INFER, "{}".getBytes(UTF_8), "Inference-Header-Content-Length", length),
                400,
                "Inference-Header-Content-Length ");
        assertThat(post(INFER, "{}".getBytes(UTF_8), "Inference-Header-Content-Length", length)
                        .body())
                .contains(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | 7 | input x has 3 bytes left for element 0, whose length says 4294967295",
                "4 | 7 | input x has 3 bytes left for element 0, whose length says 4",
                "2 | 7 | input x has 1 bytes after its 1 elements",
                "0 | 3 | input x has 3 bytes of data; BYTES of shape [1] takes 4 and its own bytes for each of its elements"
            })
    void bytesTensor_withALyingLength_isRefusedByName(int length, int bytes, String error)
            throws IOException, InterruptedException {
        String json =
                "{\"parameters\": {\"signature_name\": \"string\"}, \"inputs\": [{\"name\": \"x\", \"shape\": [1],"
                        + " \"datatype\": \"BYTES\", \"parameters\": {\"binary_data_size\": " + bytes + "}}]}";
        byte[] data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array();
        assertRefused(
                post(
                        "/v2/models/echo/infer",
                        binary(json, Arrays.copyOf(data, bytes)),
                        "Inference-Header-Content-Length",
                        "" + json.length()),
                400,
                error);
    }

    private static byte[] binary(String json, byte[] data) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json.getBytes(UTF_8));
        body.writeBytes(data);
        return body.toByteArray();
    }
}
