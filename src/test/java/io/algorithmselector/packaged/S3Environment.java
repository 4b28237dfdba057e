package io.algorithmselector.packaged;

import io.algorithmselector.demo.EmbeddedS3;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The environment of a gateway that reads from an embedded S3 with the keys {@code access} and {@code secret}. */
public final class S3Environment {
    private S3Environment() {}

    /** @param name and {@code value}: one setting more */
    public static Map<String, String> of(EmbeddedS3 s3, String name, String value, Path cache) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SELECTOR_S3_ENDPOINT", s3.endpoint().toString());
        environment.put("SELECTOR_S3_PATH_STYLE", "true");
        environment.put("SELECTOR_CACHE_DIR", cache.toString());
        environment.put("AWS_ACCESS_KEY_ID", "access");
        environment.put("AWS_SECRET_ACCESS_KEY", "secret");
        environment.put(name, value);
        return environment;
    }
}
