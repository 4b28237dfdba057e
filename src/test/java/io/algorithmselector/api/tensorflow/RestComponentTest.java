package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.testing.FakeModelsProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a plain socket, so that paths and headers go out exactly as they stand here. */
@QuarkusTest
@TestProfile(FakeModelsProfile.class)
class RestComponentTest {
    private static final String ROWS = "{\"instances\": [1.0, 2.0, 5.0]}";

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private record Answer(int status, String head, String body) {
        String header(String name) {
            for (String line : head.split("\r\n", -1)) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return "";
        }
    }

    private Answer send(String method, String path, String body, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("Connection: close\r\nContent-Length: ")
                .append(body.getBytes(UTF_8).length)
                .append("\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(request.toString().getBytes(ISO_8859_1));
            out.write(body.getBytes(UTF_8));
            out.flush();
            return answer(socket.getInputStream());
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            assertThat(next).as("end of stream after: " + head).isNotNegative();
            head.write(next);
        }
        String text = head.toString(ISO_8859_1);
        Answer bare = new Answer(Integer.parseInt(text.substring(9, 12)), text, "");
        String length = bare.header("content-length");
        byte[] body = length.isEmpty() ? new byte[0] : in.readNBytes(Integer.parseInt(length));
        return new Answer(bare.status(), text, new String(body, UTF_8));
    }

    private Answer predict(String model, String body, String... headers) throws IOException {
        return send("POST", "/v1/models/" + model + ":predict", body, headers);
    }

    @Test
    void predict_rows_answersPredictionsAndTheVersion() throws IOException {
        Answer answer = predict("half_plus", ROWS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"predictions\":[3.5,4.0,5.5]}");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("x-model-version")).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/half_plus/versions/1:predict, 1",
        "/v1/models/half_plus/versions/2:predict, 2",
        "/v1/models/half_plus/labels/stable:predict, 1",
        "/V1/MODELS/half_plus/VERSIONS/1:PREDICT, 1",
        "/v1/models/half_plus/Labels/stable%3Apredict, 1",
        "/v1/models/half_plus%3apredict?x=1, 2",
        "/v1/models/half%5Fplus/versions/001:predict, 1"
    })
    void predict_path_namesTheVersion(String path, String version) throws IOException {
        Answer answer = send("POST", path, ROWS);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("x-model-version")).isEqualTo(version);
    }

    @Test
    void predict_headers_nameTheVersionUnlessThePathDoes() throws IOException {
        assertThat(predict("half_plus", ROWS, "x-model-version: 1").header("x-model-version"))
                .isEqualTo("1");
        assertThat(predict("half_plus", ROWS, "X-Model-Label: stable").header("x-model-version"))
                .isEqualTo("1");
        assertThat(predict("half_plus/versions/2", ROWS, "x-model-version: 1").header("x-model-version"))
                .isEqualTo("2");
        assertThat(predict("half_plus", ROWS, "x-model-version: one").status()).isEqualTo(400);
        assertThat(predict("half_plus", ROWS, "x-model-version: 9").body())
                .isEqualTo("{\"error\": \"Servable not found for request: Specific(half_plus, 9)\"}");
    }

    @Test
    void predict_labelThatTheModelDoesNotHave_fallsBackAndSaysSo() throws IOException {
        Answer answer = predict("half_plus", ROWS, "x-model-label: nobody");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-model-fallback")).isEqualTo("nobody");
    }

    @Test
    void predict_otherContentType_isNotInsistedOn() throws IOException {
        assertThat(predict("half_plus", ROWS, "Content-Type: text/plain").status())
                .isEqualTo(200);
        assertThat(predict("half_plus", ROWS, "Content-Type: application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void predict_errorAfterTheVersionWasChosen_tellsTheVersion() throws IOException {
        Answer answer = predict("half_plus/versions/1", "{\"instances\": [\"a\"]}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("input x[0] is a string, expected a number");
        assertThat(answer.header("x-model-version")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /v1/models/none:predict | 404 | Servable not found for request: Latest(none)",
                "POST | /v1/models/HALF_PLUS:predict | 404 | Servable not found for request: Latest(HALF_PLUS)",
                "POST | /v1/models/half_plus/versions/9:predict | 404 | Servable not found for request: Specific(half_plus, 9)",
                "POST | /v1/models/half_plus/versions/3:predict | 404 | Servable not found for request: Specific(half_plus, 3)",
                "POST | /v1/models/half_plus/labels/x:predict | 400 | Unrecognized servable version label: x",
                "POST | /v1/models/half_plus/labels/next:predict | 503 | label next of model half_plus points at version 4, which is not available",
                "POST | /v1/models/loading:predict | 503 | no version of model loading is available",
                "POST | /v1/models/half_plus/versions/99999999999999999999:predict | 400 | Failed to convert version: 99999999999999999999 to numeric.",
                "POST | /v1/foo | 400 | Malformed request: POST /v1/foo",
                "POST | /v1/models/half_plus | 400 | Malformed request: POST /v1/models/half_plus",
                "POST | /v1/models/half_plus:infer | 400 | Malformed request: POST /v1/models/half_plus:infer",
                "POST | /v1/models/a/b:predict | 400 | Malformed request: POST /v1/models/a/b:predict",
                "POST | /v1//models/half_plus:predict | 400 | Malformed request: POST /v1//models/half_plus:predict",
                "GET | /v1/models/half_plus:predict | 400 | Malformed request: GET /v1/models/half_plus:predict",
                "PUT | /v1/models/half_plus | 400 | Malformed request: PUT /v1/models/half_plus",
                "DELETE | /v1/models/half_plus | 400 | Malformed request: DELETE /v1/models/half_plus",
                "PATCH | /v1/x | 400 | Malformed request: PATCH /v1/x",
                "OPTIONS | /v1/x | 400 | Malformed request: OPTIONS /v1/x",
                "GET | /v1/models | 400 | Missing model name in request.",
                "GET | /v1/models/ | 400 | Malformed request: GET /v1/models/",
                "GET | /v1/models/none | 404 | Could not find any versions of model none",
                "GET | /v1/models/unlisted | 404 | Could not find any versions of model unlisted: access to bucket b is denied",
                "GET | /v1/models/half_plus/versions/9 | 404 | Could not find version 9 of model half_plus",
                "GET | /v1/models/half_plus/labels/x | 400 | Unrecognized servable version label: x"
            })
    void request_wrong_isAnsweredAsTensorFlowServingDoes(String method, String path, int status, String error)
            throws IOException {
        Answer answer = send(method, path, "POST".equals(method) ? ROWS : "");
        assertThat(answer.body()).isEqualTo("{\"error\": \"" + error + "\"}");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models/half_plus%2Fversions%2F1:predict",
                "/v1/models/half_plus%2fversions/1:predict",
                "/v1%2Fmodels/half_plus:predict",
                "/v1/models/half_plus%5C:predict",
                "/v1/models/half_plus;a=b:predict",
                "/v1/models/half_plus%3Ba:predict",
                "/v1/models/half_plus%00:predict",
                "/v1/models/half_plus%252F:predict",
                "/v1/models/../models/half_plus:predict",
                "/v1/models/%2e%2E/models/half_plus:predict",
                "/v1/./models/half_plus:predict",
                "/x/..;/v1/models/half_plus:predict",
                "/x/../v1/models/half_plus:predict"
            })
    void path_ambiguous_isRefusedBeforeAnyRoute(String path) throws IOException {
        Answer answer = send("POST", path, ROWS);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\": \"Malformed request: POST /");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/models/half_plus%:predict", "/v1/models/half_plus%zz:predict", "/v1/models/m%2:predict"})
    void path_notDecodable_is400(String path) throws IOException {
        // answered by the router itself, without a body
        assertThat(send("POST", path, ROWS).status()).isEqualTo(400);
    }

    @Test
    void path_notUtf8_isRefused() throws IOException {
        assertThat(predict("%FF", ROWS).body()).isEqualTo("{\"error\": \"the path's %FF is not UTF-8\"}");
    }

    @Test
    void body_empty_isAParseError() throws IOException {
        Answer answer = predict("half_plus", "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\": \"JSON Parse error: The document is empty\"}");
    }

    @Test
    void body_announcedTooLarge_is413WithABody() throws IOException {
        Answer answer = predict("half_plus", "x".repeat(FakeModelsProfile.REQUEST_LIMIT + 1));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("{\"error\": \"the request is larger than 12582912 bytes\"}");
    }

    @Test
    void body_exactlyTheLimit_isRead() throws IOException {
        Answer answer = predict("half_plus", ROWS + " ".repeat(FakeModelsProfile.REQUEST_LIMIT - ROWS.length()));
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void body_chunkedWithoutEnd_is413WithABodyAndTheConnectionCloses() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write("POST /v1/models/half_plus:predict HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(ISO_8859_1));
            byte[] chunk = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(ISO_8859_1);
            for (int sent = 0; sent <= FakeModelsProfile.REQUEST_LIMIT; sent += 0x1000) {
                out.write(chunk);
            }
            out.flush();
            Answer answer = answer(socket.getInputStream());
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).isEqualTo("{\"error\": \"the request is larger than 12582912 bytes\"}");
            assertThat(socket.getInputStream().read()).as("closed").isNegative();
        }
        assertThat(predict("half_plus", ROWS).status()).isEqualTo(200);
    }

    @Test
    void body_chunkedWithinTheLimit_isRead() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String chunk = Integer.toHexString(ROWS.length()) + "\r\n" + ROWS + "\r\n0\r\n\r\n";
            socket.getOutputStream()
                    .write(("POST /v1/models/half_plus:predict HTTP/1.1\r\nHost: test\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n" + chunk)
                            .getBytes(ISO_8859_1));
            assertThat(answer(socket.getInputStream()).status()).isEqualTo(200);
        }
    }

    @Test
    void status_model_listsTheNewestFirst() throws IOException {
        Answer answer = send("GET", "/v1/models/half_plus", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"model_version_status\":["
                                + "{\"version\":\"4\",\"state\":\"LOADING\",\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}},"
                                + "{\"version\":\"3\",\"state\":\"END\",\"status\":"
                                + "{\"error_code\":\"NOT_FOUND\",\"error_message\":\"no saved_model.pb\"}},"
                                + "{\"version\":\"2\",\"state\":\"AVAILABLE\",\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}},"
                                + "{\"version\":\"1\",\"state\":\"AVAILABLE\",\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}}]}");
        assertThat(answer.header("x-model-version")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/half_plus/versions/1, 1, AVAILABLE",
        "/v1/models/half_plus/labels/next, 4, LOADING",
        "/V1/Models/half_plus/Versions/3, 3, END"
    })
    void status_versionOrLabel_isThatVersions(String path, String version, String state) throws IOException {
        assertThat(send("GET", path, "").body())
                .startsWith("{\"model_version_status\":[{\"version\":\"" + version + "\",\"state\":\"" + state + "\"");
    }

    @Test
    void defect_isANumberToTheCallerAndNothingElse() throws IOException {
        Answer answer = predict("broken", "{\"signature_name\": \"defect\", \"instances\": [1]}");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("internal error ").doesNotContain("secret");
        assertThat(answer.header("x-model-version")).isEqualTo("7");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404",
        "GET, /v1, 404",
        "GET, //v1/models/half_plus, 400",
        "TRACE, /v1/models/half_plus, 405",
        "PROPFIND, /v1/models/half_plus, 405"
    })
    void refusedByTheFramework_hasTheBodyOfAllOtherErrors(String method, String path, int status) throws IOException {
        Answer answer = send(method, path, "");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.body()).startsWith("{\"error\": \"Malformed request: " + method + " " + path);
    }

    @Test
    void contentType_thatIsNone_isRefusedWithABodyOrIgnored() throws IOException {
        Answer answer = predict("half_plus", ROWS, "Content-Type: no media type");
        assertThat(answer.status()).isIn(200, 400);
        assertThat(answer.body()).isNotEmpty();
    }

    @Test
    void body_gzip_isInflated() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(ROWS.getBytes(UTF_8));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("POST /v1/models/half_plus:predict HTTP/1.1\r\nHost: test\r\n"
                                    + "Content-Encoding: gzip\r\nContent-Length: " + compressed.size() + "\r\n\r\n")
                            .getBytes(ISO_8859_1));
            compressed.writeTo(socket.getOutputStream());
            Answer answer = answer(socket.getInputStream());
            assertThat(answer.body()).isEqualTo("{\"predictions\":[3.5,4.0,5.5]}");
        }
    }

    @Test
    void body_notGzipAsItSays_is400() throws IOException {
        Answer answer = predict("half_plus", ROWS, "Content-Encoding: gzip");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("gzip");
    }

    @Test
    void refusedWithoutReadingTheBody_closesTheConnectionOnceTheAnswerIsOut() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write("POST /v1/foo HTTP/1.1\r\nHost: test\r\nContent-Length: 3000000\r\n\r\n".getBytes(ISO_8859_1));
            out.write(new byte[3_000_000]);
            out.flush();
            Answer answer = answer(socket.getInputStream());
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(socket.getInputStream().read()).as("closed").isNegative();
        }
    }

    @Test
    void answered_keepsTheConnectionForTheNext() throws IOException {
        byte[] request = ("POST /v1/models/half_plus:predict HTTP/1.1\r\nHost: test\r\nContent-Length: " + ROWS.length()
                        + "\r\n\r\n" + ROWS)
                .getBytes(ISO_8859_1);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int i = 0; i < 20; i++) {
                socket.getOutputStream().write(request);
                assertThat(answer(socket.getInputStream()).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void echoedName_isShortened() throws IOException {
        Answer answer = predict("m".repeat(3000), ROWS);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).hasSizeLessThan(1100).contains("mmm...");
    }
}
