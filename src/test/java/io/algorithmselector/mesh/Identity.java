package io.algorithmselector.mesh;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A member of the mesh that calls pods directly: by the certificate that istiod's authority gave its ServiceAccount.
 *
 * @param name of the ServiceAccount, and of the folder where its agent keeps the certificate
 */
record Identity(String name) {
    private Path file(String file) {
        return MeshStack.RUN.resolve("agent").resolve(name).resolve("certs").resolve(file);
    }

    /** curl's arguments. The server's certificate names an account and no host: that it is the mesh's is checked over gRPC. */
    List<String> curlArguments() {
        return List.of(
                "-k",
                "--cert",
                file("cert-chain.pem").toString(),
                "--key",
                file("key.pem").toString());
    }

    ManagedChannel channel(String host, int port) throws IOException {
        try {
            return channel(host, port, ChainOnly.of(file("root-cert.pem")));
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates of " + name, e);
        }
    }

    private ManagedChannel channel(String host, int port, ChainOnly trust) throws IOException {
        return Grpc.newChannelBuilderForAddress(
                        host,
                        port,
                        TlsChannelCredentials.newBuilder()
                                .keyManager(
                                        file("cert-chain.pem").toFile(),
                                        file("key.pem").toFile())
                                .trustManager(trust)
                                .build())
                .build();
    }

    /** Checks that a certificate comes from the mesh's authority, whatever it names. */
    private static final class ChainOnly extends X509ExtendedTrustManager {
        private final X509TrustManager chain;

        private ChainOnly(X509TrustManager chain) {
            this.chain = chain;
        }

        static ChainOnly of(Path roots) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            try (InputStream in = Files.newInputStream(roots)) {
                int number = 0;
                for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry("root-" + number++, certificate);
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return new ChainOnly(Stream.of(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] certificates, String type) throws CertificateException {
            chain.checkServerTrusted(certificates, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket)
                throws CertificateException {
            chain.checkServerTrusted(certificates, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
                throws CertificateException {
            chain.checkServerTrusted(certificates, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] certificates, String type) throws CertificateException {
            throw new CertificateException("nobody's client is checked here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(certificates, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(certificates, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return chain.getAcceptedIssuers();
        }
    }
}
