package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.Signature;

/** A signature and its places in the graph. */
record ResolvedSignature(Signature signature, Ports inputs, Ports outputs) implements AutoCloseable {
    @Override
    public void close() {
        inputs.close();
        outputs.close();
    }
}
