package io.algorithmselector.repository.s3;

/** Puts keys where the SDK's default chain looks first. */
final class TestCredentials {
    private TestCredentials() {}

    static void set(String accessKey, String secretKey) {
        System.setProperty("aws.accessKeyId", accessKey);
        System.setProperty("aws.secretAccessKey", secretKey);
    }

    static void clear() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }
}
