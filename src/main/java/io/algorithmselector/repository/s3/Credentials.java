package io.algorithmselector.repository.s3;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The sources of the SDK's default chain, in its order; the first that gives credentials is asked from then on. Not the chain itself,
 * for that forgets why its sources failed, and in an outage goes on to those of another identity and stays there. Thread-safe.
 */
final class Credentials implements AwsCredentialsProvider, AutoCloseable {
    private final Supplier<List<AwsCredentialsProvider>> chain;
    private @Nullable List<AwsCredentialsProvider> opened;
    private volatile @Nullable AwsCredentialsProvider found;

    Credentials(boolean anonymous) {
        this(anonymous ? () -> List.of(AnonymousCredentialsProvider.create()) : Credentials::defaultChain);
    }

    /** @param chain asked once, when the first credentials are needed, for reading the environment may fail */
    Credentials(Supplier<List<AwsCredentialsProvider>> chain) {
        this.chain = chain;
    }

    private static List<AwsCredentialsProvider> defaultChain() {
        return List.of(
                SystemPropertyCredentialsProvider.create(),
                EnvironmentVariableCredentialsProvider.create(),
                WebIdentityTokenFileCredentialsProvider.create(),
                ProfileCredentialsProvider.create(),
                ContainerCredentialsProvider.builder().build(),
                InstanceProfileCredentialsProvider.builder().build());
    }

    @Override
    public AwsCredentials resolveCredentials() {
        @Nullable AwsCredentialsProvider last = found;
        return last == null ? first() : again(last);
    }

    private AwsCredentials first() {
        List<String> reasons = new ArrayList<>();
        for (AwsCredentialsProvider source : sources()) {
            try {
                AwsCredentials credentials = source.resolveCredentials();
                found = source;
                return credentials;
            } catch (AbortedException interrupted) {
                throw interrupted;
            } catch (RuntimeException e) {
                // machines without instance metadata are those where nothing answers there
                if (CredentialOutage.is(e, !(source instanceof InstanceProfileCredentialsProvider))) {
                    throw new Unavailable(reason(source, e), true, e);
                }
                reasons.add(reason(source, e));
            }
        }
        throw new Unavailable("none of the sources has any: " + reasons, false, null);
    }

    private static AwsCredentials again(AwsCredentialsProvider source) {
        try {
            return source.resolveCredentials();
        } catch (AbortedException interrupted) {
            throw interrupted;
        } catch (RuntimeException e) {
            throw new Unavailable(reason(source, e), CredentialOutage.is(e, true), e);
        }
    }

    private static String reason(AwsCredentialsProvider source, RuntimeException failure) {
        return source + ": " + failure.getMessage();
    }

    private synchronized List<AwsCredentialsProvider> sources() {
        if (opened == null) {
            opened = chain.get();
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            for (AwsCredentialsProvider source : opened) {
                if (source instanceof SdkAutoCloseable closeable) {
                    closeable.close();
                }
            }
        }
    }

    /** No source gave credentials. A failure of its own, for they come from elsewhere than the store. */
    static final class Unavailable extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        private final boolean outage;

        Unavailable(String message, boolean outage, @Nullable RuntimeException cause) {
            super(message, cause);
            this.outage = outage;
        }

        /** Whether they are there to be had, but whoever gives them cannot be reached or cannot answer now. */
        boolean isOutage() {
            return outage;
        }
    }
}
