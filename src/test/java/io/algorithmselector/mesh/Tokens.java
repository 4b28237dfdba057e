package io.algorithmselector.mesh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Tokens that the ingress gateway asks for: the API server's, whose key this machine has, so that others can be made too. */
final class Tokens {
    static final String AUDIENCE = "algorithm-selector";

    /** Whom the tokens name. */
    static final String SUBJECT = "system:serviceaccount:monitoring:prometheus";

    private static final String SYSTEM = "istio-system";
    private static final String POLICY = "istio/algorithm-selector_authorizationpolicy_gateway.yaml";

    private final MeshStack mesh;

    Tokens(MeshStack mesh) {
        this.mesh = mesh;
    }

    /** Applies the shipped files, with the API server as the issuer. */
    void require() throws IOException, InterruptedException {
        authenticate();
        mesh.kubectl("apply", "-f", POLICY);
    }

    /** The one of them that reads tokens and asks for none. */
    void authenticate() throws IOException, InterruptedException {
        mesh.applyText(mesh.kubectl(
                "patch",
                "--local",
                "--type=json",
                "--patch",
                mesh.script("jwks"),
                "-o",
                "yaml",
                "-f",
                "istio/algorithm-selector_requestauthentication.yaml"));
    }

    void remove() throws IOException, InterruptedException {
        mesh.kubectl("delete", "requestauthentication,authorizationpolicy", "--all", "-n", SYSTEM);
    }

    String of(String audience) throws IOException, InterruptedException {
        return mesh.kubectl("create", "token", "prometheus", "-n", "monitoring", "--audience", audience)
                .strip();
    }

    /** A token with other claims, and a signature that is right. */
    static String changed(String token, String claims, String others) throws IOException, GeneralSecurityException {
        String[] parts = token.split("\\.", 3);
        String text = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String signed = parts[0] + "." + encoded(text.replaceAll(claims, others).getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key());
        signature.update(signed.getBytes(StandardCharsets.UTF_8));
        return signed + "." + encoded(signature.sign());
    }

    private static PrivateKey key() throws IOException, GeneralSecurityException {
        String pem = Files.readString(MeshStack.RUN.resolve("pki").resolve("sa.key"));
        byte[] bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
