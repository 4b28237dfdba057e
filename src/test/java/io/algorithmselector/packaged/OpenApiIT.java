package io.algorithmselector.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.packaged.CurlLine.Method;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document, held against the packaged gateway with the sample models. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {
    private static final List<String> METHODS = List.of("get", "post", "put", "delete");

    private PackagedGateway gateway;
    private Map<String, Object> document;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        String catalogue = Path.of("models", "catalog.yaml").toAbsolutePath().toString();
        gateway = PackagedGateway.start(folder, Map.of("SELECTOR_CATALOG", catalogue))
                .awaitReady();
        HttpResponse<String> served = gateway.get(gateway.restPort, "/q/openapi");
        assertThat(served.statusCode()).isEqualTo(200);
        document = new Yaml(new SafeConstructor(new LoaderOptions())).load(served.body());
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private record Operation(String method, String path, Map<String, Object> content) {
        String id() {
            return String.valueOf(content.get("operationId"));
        }

        List<String> examples() {
            List<String> sources = new ArrayList<>();
            for (Object sample : (List<?>) content.getOrDefault("x-codeSamples", List.of())) {
                sources.add(String.valueOf(((Map<?, ?>) sample).get("source")));
            }
            return sources;
        }
    }

    @SuppressWarnings("unchecked") // the form of an OpenAPI document
    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        ((Map<String, Map<String, Object>>) document.getOrDefault("paths", Map.of())).forEach((path, item) -> {
            for (String method : METHODS) {
                if (item.containsKey(method)) {
                    operations.add(new Operation(method, path, (Map<String, Object>) item.get(method)));
                }
            }
        });
        return operations;
    }

    @TestFactory
    List<DynamicTest> example_isAnswered() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Operation operation : operations()) {
            for (String source : operation.examples()) {
                tests.add(DynamicTest.dynamicTest(source, () -> {
                    CurlLine line = CurlLine.parse(source);
                    assertThat(line.method()).isEqualTo(operation.method().equals("get") ? Method.GET : Method.POST);
                    HttpResponse<String> answer = line.method() == Method.GET
                            ? gateway.get(gateway.restPort, line.path())
                            : gateway.post(line.path(), line.body());
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                }));
            }
        }
        assertThat(tests).hasSizeGreaterThan(15);
        return tests;
    }

    /** What has no example is a route all the same: it refuses for its own reason, not as a path that is none. */
    @Test
    void operationWithoutExample_isKnownToTheServer() throws Exception {
        TreeSet<String> without = new TreeSet<>();
        for (Operation operation : operations()) {
            if (operation.examples().isEmpty()) {
                without.add(operation.id());
                String path = operation.path().replace("{model}", "algorithm-selector");
                HttpResponse<String> answer = gateway.post(path, "{}");
                assertThat(answer.statusCode()).as(path + answer.body()).isIn(400, 403);
                assertThat(answer.body()).doesNotContain("Malformed request");
            }
        }
        assertThat(without).containsExactly("regress", "repositoryLoad", "repositoryUnload");
    }

    @Test
    void page_andWhatItLoads_areServed() throws Exception {
        HttpResponse<String> page = gateway.get(gateway.restPort, "/swagger-ui/");
        assertThat(page.statusCode()).isEqualTo(200);
        List<String> loads = page.body()
                .lines()
                .filter(line -> line.contains("/webjars/"))
                .map(line -> line.replaceFirst(".*\"(/webjars/[^\"]+)\".*", "$1"))
                .toList();
        assertThat(loads).hasSize(2);
        for (String path : loads) {
            assertThat(gateway.get(gateway.restPort, path).statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }
}
