package io.algorithmselector.api.transport;

/** A request's body in memory. Close it once the answer is made: its bytes count among those of all requests until then. */
public final class RequestBody implements AutoCloseable {
    private final byte[] bytes;
    private final RequestBudget.Share share;

    RequestBody(byte[] bytes, RequestBudget.Share share) {
        this.bytes = bytes;
        this.share = share;
    }

    /** The body's own array, which nobody writes to any more. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        share.close();
    }
}
