package io.algorithmselector.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the stack before the first class that needs it, starts it anew if a class needs it otherwise, stops it at the end. */
final class MeshExtension implements BeforeAllCallback, ParameterResolver {
    static {
        // before the JDK's client is first used: a caller inside the mesh names the Service, and connects to its own
        // proxy
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    /** There is one at a time: its ports are fixed. */
    private static final class Current implements AutoCloseable {
        private @Nullable MeshStack stack;
        private boolean mutualTls;

        synchronized MeshStack of(boolean wanted) throws IOException, InterruptedException {
            if (stack == null || mutualTls != wanted) {
                down();
                stack = MeshStack.up(wanted);
                mutualTls = wanted;
            }
            return stack;
        }

        private void down() throws IOException, InterruptedException {
            if (stack != null) {
                stack.down();
                stack = null;
            }
        }

        @Override
        public synchronized void close() throws IOException {
            try {
                down();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        stack(context);
    }

    private static MeshStack stack(ExtensionContext context) throws IOException, InterruptedException {
        Current current = context.getRoot()
                .getStore(Namespace.create(MeshExtension.class))
                .computeIfAbsent("stack", key -> new Current(), Current.class);
        return current.of(
                context.getRequiredTestClass().getAnnotation(Mesh.class).mutualTls());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == MeshStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        try {
            return stack(context);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
