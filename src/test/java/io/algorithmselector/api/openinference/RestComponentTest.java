package io.algorithmselector.api.openinference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.testing.FakeModelsProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a plain socket, so that paths, headers and bodies go out exactly as they stand here. */
@QuarkusTest
@TestProfile(FakeModelsProfile.class)
class RestComponentTest {
    private static final String X =
            "{\"inputs\": [{\"name\": \"x\", \"shape\": [3], \"datatype\": \"FP32\", \"data\": [1.0, 2.0, 5.0]}]}";

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private static final class Answer {
        private final int status;
        private final String head;
        private final byte[] bytes;

        Answer(int status, String head, byte[] bytes) {
            this.status = status;
            this.head = head;
            this.bytes = bytes;
        }

        int status() {
            return status;
        }

        byte[] bytes() {
            return bytes;
        }

        String header(String name) {
            for (String line : head.split("\r\n", -1)) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return "";
        }

        String body() {
            return new String(bytes, UTF_8);
        }

        String error() {
            assertThat(header("content-type")).isEqualTo("application/json");
            assertThat(body()).startsWith("{\"error\": \"").endsWith("\"}");
            return body().substring(11, body().length() - 2);
        }
    }

    private Answer send(String method, String path, byte[] body, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("Connection: close\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.toString().getBytes(ISO_8859_1));
            out.write(body);
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
        return new Answer(Integer.parseInt(text.substring(9, 12)), text, in.readAllBytes());
    }

    private Answer get(String path, String... headers) throws IOException {
        return send("GET", path, new byte[0], headers);
    }

    private Answer infer(String model, String body, String... headers) throws IOException {
        return send("POST", "/v2/models/" + model + "/infer", body.getBytes(UTF_8), headers);
    }

    private Answer infer(String model, String json, byte[] binary, String... headers) throws IOException {
        byte[] text = json.getBytes(UTF_8);
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Inference-Header-Content-Length: " + text.length;
        return send("POST", "/v2/models/" + model + "/infer", join(text, binary), all);
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.writeBytes(second);
        return joined.toByteArray();
    }

    private static String echo(String type, String datatype, String shape, String data) {
        return "{\"parameters\": {\"signature_name\": \"" + type
                + "\"}, \"inputs\": [{\"name\": \"x\", \"datatype\": \"" + datatype + "\", \"shape\": " + shape
                + ", \"data\": " + data + "}]}";
    }

    private static byte[] floats(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.array();
    }

    // ---- server ----

    @Test
    void server_describesItself() throws IOException {
        Answer answer = get("/v2");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.body())
                .startsWith("{\"name\":\"algorithm-selector\",\"version\":\"")
                .endsWith("\"extensions\":[\"classification\",\"binary_tensor_data\",\"model_configuration\","
                        + "\"model_repository\",\"statistics\"]}");
    }

    @Test
    void server_isLiveAndReady() throws IOException {
        assertThat(get("/v2/health/live").body()).isEqualTo("{\"live\":true}");
        assertThat(get("/v2/health/ready?x=1").body()).isEqualTo("{\"ready\":true}");
        Answer head = send("HEAD", "/v2/health/ready", new byte[0]);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.bytes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "half_plus, 200",
        "half_plus/versions/1, 200",
        "half_plus/versions/stable, 200",
        "half_plus/versions/3, 400",
        "half_plus/versions/4, 400",
        "half_plus/versions/next, 400",
        "loading, 400",
        "unlisted, 400",
        "none, 404",
        "half_plus/versions/9, 404",
        "half_plus/versions/nolabel, 404"
    })
    void model_ready_is200_notReady400WithoutABody_unknown404(String model, int status) throws IOException {
        Answer answer = get("/v2/models/" + model + "/ready");
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        switch (status) {
            case 200 -> assertThat(answer.body()).isEqualTo("{\"name\":\"half_plus\",\"ready\":true}");
            case 400 -> assertThat(answer.bytes()).isEmpty();
            default -> assertThat(answer.error()).startsWith("Request for unknown model: '");
        }
    }

    @Test
    void model_metadata_isTheDefaultSignatures() throws IOException {
        assertThat(get("/v2/models/half_plus").body())
                .isEqualTo(
                        "{\"name\":\"half_plus\",\"versions\":[\"1\",\"2\"],\"platform\":\"tensorflow_savedmodel\","
                                + "\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1]}],"
                                + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[-1]}],"
                                + "\"properties\":{\"signatures\":\"serving_default\",\"signature_name\":\"serving_default\"}}");
        assertThat(get("/v2/models/half_plus/versions/stable").status()).isEqualTo(200);
        assertThat(get("/v2/models/none").error()).isEqualTo("Request for unknown model: 'none' is not found");
        assertThat(get("/v2/models/loading").status()).isEqualTo(503);
    }

    @Test
    void model_config_isTritons() throws IOException {
        assertThat(get("/v2/models/half_plus/versions/2/config").body())
                .isEqualTo("{\"name\":\"half_plus\",\"platform\":\"tensorflow_savedmodel\",\"backend\":\"tensorflow\","
                        + "\"version_policy\":{\"specific\":{\"versions\":[1,2]}},\"max_batch_size\":0,"
                        + "\"input\":[{\"name\":\"x\",\"data_type\":\"TYPE_FP32\",\"dims\":[-1]}],"
                        + "\"output\":[{\"name\":\"y\",\"data_type\":\"TYPE_FP32\",\"dims\":[-1]}],"
                        + "\"default_model_filename\":\"saved_model.pb\","
                        + "\"parameters\":{\"TF_SIGNATURE_DEF\":{\"string_value\":\"serving_default\"}},"
                        + "\"model_transaction_policy\":{\"decoupled\":false}}");
        assertThat(get("/v2/models/echo/config").body()).contains("\"data_type\":\"TYPE_STRING\",\"dims\":[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | the request is not an object",
                "{\"ready\": 1} | ready is neither true nor false",
                "{\"ready\": true | JSON Parse error",
                "{} x | JSON Parse error"
            })
    void repository_index_malformed_isRefused(String body, String error) throws IOException {
        Answer answer = send("POST", "/v2/repository/index", body.getBytes(UTF_8));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).startsWith(error);
    }

    @Test
    void repository_loadAndUnload_areSwitchedOff() throws IOException {
        for (String change : new String[] {"load", "unload"}) {
            Answer answer = send("POST", "/v2/repository/models/half_plus/" + change, new byte[0]);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.error()).endsWith("selector.admin.enabled is false");
        }
    }

    @Test
    void statistics_countWhatWasAnswered() throws IOException {
        assertThat(infer("echo", echo("int16", "INT16", "[1]", "[1]")).status()).isEqualTo(200);
        Answer answer = get("/v2/models/echo/stats");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"model_stats\":[{\"name\":\"echo\",\"version\":\"1\",\"last_inference\":1")
                .contains("\"inference_stats\":{\"success\":{\"count\":")
                .doesNotContain("\"success\":{\"count\":0,")
                .contains("\"compute_infer\":{\"count\":")
                .endsWith("\"batch_stats\":[]}]}");
        assertThat(get("/v2/models/stats").body()).contains("\"name\":\"echo\"", "\"name\":\"half_plus\"");
        assertThat(get("/v2/models/half_plus/versions/1/stats").body())
                .contains("\"version\":\"1\"")
                .doesNotContain("\"version\":\"2\"");
        assertThat(get("/v2/models/none/stats").status()).isEqualTo(404);
    }

    // ---- paths and methods ----

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/systemsharedmemory/status, systemsharedmemory",
        "POST, /v2/systemsharedmemory/region/r/register, systemsharedmemory",
        "POST, /v2/cudasharedmemory/unregister, cudasharedmemory",
        "GET, /v2/trace/setting, trace",
        "POST, /v2/models/half_plus/trace/setting, trace",
        "GET, /v2/logging, logging",
        "PUT, /v2/logging, logging"
    })
    void route_ofTritonsThatIsNotServed_is501ByName(String method, String path, String name) throws IOException {
        Answer answer = send(method, path, new byte[0]);
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.error()).isEqualTo(name + " is not supported");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/",
                "/V2",
                "/v2x",
                "/v2/foo",
                "/v2/models",
                "/v2/models/",
                "/v2/models/half_plus/INFER",
                "/v2/Health/live"
            })
    void path_ofNoRoute_is404(String path) throws IOException {
        assertThat(get(path).status()).isEqualTo(404);
        Answer answer = send("POST", path, X.getBytes(UTF_8));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).startsWith("Malformed request: POST " + path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /v2 | GET, HEAD",
                "POST | /v2/health/live | GET, HEAD",
                "PUT | /v2/models/half_plus | GET, HEAD",
                "DELETE | /v2/models/half_plus/ready | GET, HEAD",
                "POST | /v2/models/half_plus/config | GET, HEAD",
                "POST | /v2/models/stats | GET, HEAD",
                "GET | /v2/models/half_plus/infer | POST",
                "PATCH | /v2/models/half_plus/infer | POST",
                "OPTIONS | /v2/models/half_plus/infer | POST",
                "GET | /v2/repository/index | POST",
                "GET | /v2/repository/models/m/load | POST"
            })
    void method_wrong_is405WithAllow(String method, String path, String allowed) throws IOException {
        Answer answer = send(method, path, new byte[0]);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo(allowed);
        assertThat(answer.error()).isEqualTo("Method Not Allowed: " + method + " " + path + " takes " + allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/models/half_plus%2Finfer",
                "/v2/models/half_plus%2fversions/1/infer",
                "/v2%2Fmodels/half_plus/infer",
                "/v2/models/half_plus%252F/infer",
                "/v2/models/half_plus%5C/infer",
                "/v2/models/half_plus;a=b/infer",
                "/v2/models/half_plus%3Ba/infer",
                "/v2/models/half_plus%00/infer",
                "/v2/models/../models/half_plus/infer",
                "/v2/./models/half_plus/infer",
                "/v2/models/%2e%2E/half_plus/infer"
            })
    void path_ambiguous_isRefusedBeforeAnyRoute(String path) throws IOException {
        Answer answer = send("POST", path, X.getBytes(UTF_8));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).startsWith("Malformed request: POST /");
    }

    // ---- inference ----

    @Test
    void infer_json_answersJsonAndTheVersion() throws IOException {
        Answer answer = infer("half_plus", X);
        assertThat(answer.body())
                .isEqualTo("{\"model_name\":\"half_plus\",\"model_version\":\"2\",\"outputs\":"
                        + "[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[3],\"data\":[3.5,4.0,5.5]}]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("x-model-version")).isEqualTo("2");
        assertThat(answer.header("inference-header-content-length")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "half_plus/versions/1, '', 1",
        "half_plus/versions/stable, '', 1",
        "half_plus/versions/canary, '', 2",
        "half%5Fplus/versions/001, '', 1",
        "half_plus, x-model-version: 1, 1",
        "half_plus, X-Model-Label: stable, 1",
        "half_plus/versions/2, x-model-version: 1, 2"
    })
    void infer_version_isThatOfThePathElseOfTheHeaders(String model, String header, String version) throws IOException {
        Answer answer = header.isEmpty() ? infer(model, X) : infer(model, X, header);
        assertThat(answer.header("x-model-version")).isEqualTo(version);
        assertThat(answer.body()).contains("\"model_version\":\"" + version + "\"");
    }

    @Test
    void infer_labelHeaderThatTheModelDoesNotHave_fallsBackAndSaysSo() throws IOException {
        assertThat(infer("half_plus", X, "x-model-label: nobody").header("x-model-fallback"))
                .isEqualTo("nobody");
    }

    @Test
    void infer_id_isRepeated() throws IOException {
        Answer answer = infer("half_plus", X.replace("{\"inputs\"", "{\"id\": \"4 \\u00e4\\\"\", \"inputs\""));
        assertThat(answer.body()).contains("\"id\":\"4 ä\\\"\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bool | BOOL | [true,false]",
                "int8 | INT8 | [-128,127]",
                "int16 | INT16 | [-32768,32767]",
                "int32 | INT32 | [-2147483648,2147483647]",
                "int64 | INT64 | [-9223372036854775808,9223372036854775807]",
                "uint8 | UINT8 | [0,255]",
                "uint16 | UINT16 | [0,65535]",
                "uint32 | UINT32 | [0,4294967295]",
                "uint64 | UINT64 | [0,18446744073709551615]",
                "float32 | FP32 | [0.1,-3.4028235e+38]",
                "float64 | FP64 | [0.1,1.7976931348623157e+308]",
                "string | BYTES | [\"\",\"\u00e4]\"]"
            })
    void infer_everyDatatypeOfJson_comesBackAsItWent(String type, String datatype, String data) throws IOException {
        Answer answer = infer("echo", echo(type, datatype, "[2]", data));
        assertThat(answer.body())
                .isEqualTo(
                        "{\"model_name\":\"echo\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"x\",\"datatype\":\""
                                + datatype + "\",\"shape\":[2],\"data\":" + data + "}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "bool, BOOL, 1",
        "int8, INT8, 1",
        "int16, INT16, 2",
        "int32, INT32, 4",
        "int64, INT64, 8",
        "uint8, UINT8, 1",
        "uint16, UINT16, 2",
        "uint32, UINT32, 4",
        "uint64, UINT64, 8",
        "float16, FP16, 2",
        "bfloat16, BF16, 2",
        "float32, FP32, 4",
        "float64, FP64, 8",
        "string, BYTES, 4"
    })
    void infer_everyDatatypeInBinary_comesBackAsItWent(String type, String datatype, int size) throws IOException {
        byte[] data = new byte[2 * size];
        data[0] = 1;
        if (type.equals("string")) {
            data = new byte[] {2, 0, 0, 0, 0, -1, 0, 0, 0, 0};
        }
        String json = "{\"parameters\": {\"signature_name\": \"" + type
                + "\", \"binary_data_output\": true}, \"inputs\": [{\"name\": \"x\", \"datatype\": \"" + datatype
                + "\", \"shape\": [1, 2], \"parameters\": {\"binary_data_size\": " + data.length + "}}]}";
        Answer answer = infer("echo", json, data);
        String expected =
                "{\"model_name\":\"echo\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"x\",\"datatype\":\""
                        + datatype + "\",\"shape\":[1,2],\"parameters\":{\"binary_data_size\":" + data.length + "}}]}";
        assertThat(answer.bytes()).isEqualTo(join(expected.getBytes(UTF_8), data));
        assertThat(answer.header("content-type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("inference-header-content-length")).isEqualTo("" + expected.length());
    }

    @Test
    void infer_binaryAndJsonMixedBothWays() throws IOException {
        String json = "{\"inputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [2],"
                + " \"parameters\": {\"binary_data_size\": 8}},"
                + " {\"name\": \"b_bytes\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\"ab\"]}],"
                + " \"outputs\": [{\"name\": \"b_bytes\", \"parameters\": {\"binary_data\": true}}, {\"name\": \"a\"}]}";
        Answer answer = infer("echo", json, floats(1, 2));
        int length = Integer.parseInt(answer.header("inference-header-content-length"));
        assertThat(new String(answer.bytes(), 0, length, UTF_8))
                .endsWith("\"outputs\":[{\"name\":\"b_bytes\",\"datatype\":\"BYTES\",\"shape\":[1],"
                        + "\"parameters\":{\"binary_data_size\":6}},"
                        + "{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[1.0,2.0]}]}");
        assertThat(answer.bytes()).endsWith(2, 0, 0, 0, 'a', 'b');
    }

    @Test
    void infer_rawBody_isTheOnlyInputAndAnswersBinary() throws IOException {
        Answer answer = send("POST", "/v2/models/half_plus/infer", floats(1, 2), "Inference-Header-Content-Length: 0");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bytes()).endsWith(join(floats(3.5f), floats(4)));
        assertThat(answer.header("inference-header-content-length")).isNotEmpty();
    }

    @Test
    void infer_classification_answersTexts() throws IOException {
        Answer answer = infer(
                "half_plus",
                X.replace(
                        "{\"inputs\"",
                        "{\"outputs\": [{\"name\": \"y\", \"parameters\": {\"classification\": 2}}], \"inputs\""));
        assertThat(answer.body())
                .endsWith(
                        "[{\"name\":\"y\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"5.500000:2\",\"4.000000:1\"]}]}");
    }

    @Test
    void infer_megabytesInBinary_comeBack() throws IOException {
        byte[] data = new byte[8 << 20];
        new SplittableRandom(1).nextBytes(data);
        String json = "{\"parameters\": {\"signature_name\": \"uint8\", \"binary_data_output\": true}, \"inputs\":"
                + " [{\"name\": \"x\", \"datatype\": \"UINT8\", \"shape\": [" + data.length
                + "], \"parameters\": {\"binary_data_size\": " + data.length + "}}]}";
        Answer answer = infer("echo", json, data);
        int length = Integer.parseInt(answer.header("inference-header-content-length"));
        assertThat(Arrays.copyOfRange(answer.bytes(), length, answer.bytes().length))
                .isEqualTo(data);
    }

    // ---- compression ----

    private static String zeros(int count) {
        return echo("float32", "FP32", "[" + count + "]", "[" + "0,".repeat(count - 1) + "0]");
    }

    @Test
    void answer_isCompressedAsAccepted() throws IOException {
        String plain = infer("echo", zeros(1000)).body();
        Answer gzip = infer("echo", zeros(1000), "Accept-Encoding: gzip");
        assertThat(gzip.header("content-encoding")).isEqualTo("gzip");
        assertThat(gzip.bytes().length).isLessThan(500);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.bytes())).readAllBytes())
                .asString(UTF_8)
                .isEqualTo(plain);
        Answer deflate = infer("echo", zeros(1000), "Accept-Encoding: deflate");
        assertThat(deflate.header("content-encoding")).isEqualTo("deflate");
        assertThat(new InflaterInputStream(new ByteArrayInputStream(deflate.bytes())).readAllBytes())
                .asString(UTF_8)
                .isEqualTo(plain);
    }

    @Test
    void answer_binary_isCompressedWholeAndItsHeaderCountsTheJsonBefore() throws IOException {
        String json = zeros(1000).replace("\"float32\"}", "\"float32\", \"binary_data_output\": true}");
        Answer plain = infer("echo", json);
        Answer gzip = infer("echo", json, "Accept-Encoding: gzip");
        assertThat(gzip.header("inference-header-content-length"))
                .isEqualTo(plain.header("inference-header-content-length"));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.bytes())).readAllBytes())
                .isEqualTo(plain.bytes());
    }

    @Test
    void answer_smallOrAnError_isNotCompressed() throws IOException {
        assertThat(infer("half_plus", X, "Accept-Encoding: gzip").header("content-encoding"))
                .isEmpty();
        Answer error = infer("echo", zeros(1000) + "x", "Accept-Encoding: gzip");
        assertThat(error.header("content-encoding")).isEmpty();
        assertThat(error.error()).startsWith("JSON Parse error");
    }

    @Test
    void request_gzip_isInflated_itsHeaderCountsTheJsonAfter() throws IOException {
        String json = "{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"shape\": [1],"
                + " \"parameters\": {\"binary_data_size\": 4}}]}";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(body)) {
            out.write(json.getBytes(UTF_8));
            out.write(floats(1));
        }
        Answer answer = send(
                "POST",
                "/v2/models/half_plus/infer",
                body.toByteArray(),
                "Content-Encoding: gzip",
                "Inference-Header-Content-Length: " + json.length());
        assertThat(answer.body()).endsWith("\"data\":[3.5]}]}");
    }

    // ---- refusals ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | 404 | Request for unknown model: 'none' is not found",
                "HALF_PLUS | 404 | Request for unknown model: 'HALF_PLUS' is not found",
                "half_plus/versions/9 | 404 | Request for unknown model: 'half_plus' version 9 is not found",
                "half_plus/versions/nolabel | 404 | Request for unknown model: 'half_plus' label nolabel is not found",
                "half_plus/versions/3 | 503 | Request for unknown model: 'half_plus' version 3 is not at ready state",
                "half_plus/versions/next | 503 | Request for unknown model: 'half_plus' label next is not at ready state",
                "loading | 503 | Request for unknown model: 'loading' has no available versions"
            })
    void infer_modelOrVersionThatIsNotThere(String model, int status, String error) throws IOException {
        Answer answer = infer(model, X);
        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"inputs\": []} | input x of signature serving_default is missing",
                "{\"inputs\": [{\"name\": \"z\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}]} | input x of signature serving_default is missing",
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP31\", \"data\": [1]}]} | input x has the unknown datatype 'FP31'",
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"INT32\", \"data\": [1]}]} | input x has datatype INT32, expected FP32",
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [1,1], \"datatype\": \"FP32\", \"data\": [1]}]} | input x has shape [1,1], expected [-1]",
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"data\": [1]}]} | input x has data of shape [1], expected [2]",
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [-2], \"datatype\": \"FP32\", \"data\": [1]}]} | input x is malformed: shape [-2] has a negative dimension",
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}], \"outputs\": [{\"name\": \"z\"}]} | output z is not one of signature serving_default",
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}], \"outputs\": [{\"name\": \"y\"}, {\"name\": \"y\"}]} | output y is asked for twice",
                "{\"inputs\": [], \"parameters\": {\"signature_name\": \"f\"}} | version 2 of model half_plus has no signature 'f'"
            })
    void infer_requestThatDoesNotFit_is400ByName(String body, String error) throws IOException {
        Answer answer = infer("half_plus", body);
        assertThat(answer.error().replace("\\", "")).startsWith(error);
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void infer_errorAfterTheVersionWasChosen_tellsTheVersion() throws IOException {
        Answer answer = infer("half_plus/versions/1", X.replace("5.0", "\\\"5\\\"".replace("\\", "")));
        assertThat(answer.error()).isEqualTo("input x[2] is a string, expected a number");
        assertThat(answer.header("x-model-version")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"float16, FP16", "bfloat16, BF16"})
    void infer_halvesInJson_areRefusedBothWays(String type, String datatype) throws IOException {
        String json = echo(type, datatype, "[1]", "[1]");
        assertThat(infer("echo", json).error()).contains(datatype + ", which is sent as binary data only");
        assertThat(infer("echo", json.replace("\"}, \"inputs\"", "\", \"binary_data_output\": true}, \"inputs\""))
                        .error())
                .contains(datatype + ", which is taken as binary data only");
    }

    @Test
    void infer_typeWithoutADatatype_is501() throws IOException {
        Answer answer = infer("echo", echo("complex64", "FP32", "[1]", "[1]"));
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.error()).isEqualTo("output x is complex64, for which the protocol has no datatype");
    }

    @Test
    void infer_longInput_isNotRepeatedWhole() throws IOException {
        String name = "n".repeat(100_000);
        Answer answer = infer("half_plus", X.replace("\"x\"", "\"" + name + "\""));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.bytes().length).isLessThan(2_000);
        assertThat(infer(name, X).bytes().length).isLessThan(2_000);
    }

    @Test
    void infer_deepNesting_isRefusedAndTheServerGoesOn() throws IOException {
        String deep = "[".repeat(500_000);
        assertThat(infer("echo", echo("float32", "FP32", "[1]", deep + "]".repeat(500_000)))
                        .status())
                .isEqualTo(400);
        assertThat(infer("half_plus", X.replace("{\"inputs\"", "{\"parameters\": {\"p\": " + deep))
                        .status())
                .isEqualTo(400);
        assertThat(infer(
                                "half_plus",
                                X.replace(
                                        "{\"inputs\"", "{\"unknown\": " + deep + "]".repeat(500_000) + ", \"inputs\""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void infer_tooLarge_is413WithABody() throws IOException {
        Answer answer = infer("half_plus", "x".repeat(FakeModelsProfile.REQUEST_LIMIT + 1));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.error()).isEqualTo("the request is larger than 12582912 bytes");
    }

    @Test
    void infer_engineFailuresAndDefects_areTheProtocolsErrors() throws IOException {
        String engine = "{\"parameters\": {\"signature_name\": \"%s\"}, \"inputs\":"
                + " [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}]}";
        assertThat(infer("broken", engine.formatted("engine")).error()).isEqualTo("index 7 is out of range");
        assertThat(infer("broken", engine.formatted("timeout")).status()).isEqualTo(504);
        Answer defect = infer("broken", engine.formatted("defect"));
        assertThat(defect.status()).isEqualTo(500);
        assertThat(defect.error()).startsWith("internal error ").doesNotContain("secret");
        assertThat(defect.header("x-model-version")).isEqualTo("7");
    }
}
