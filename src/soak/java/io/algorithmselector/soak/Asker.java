package io.algorithmselector.soak;

/** Asks a gateway a model whose answer tells which version computed it. Thread-safe. */
interface Asker extends AutoCloseable {
    /** What the model is called everywhere here. */
    String MODEL = "swapped";

    /**
     * Asks for {@code x + version}.
     *
     * @return the version that answered, which its value, its own output and the transport's field all agree on
     * @throws WrongAnswerException if they do not
     * @throws Exception if there is no answer
     */
    long ask(float x) throws Exception;

    @Override
    void close();

    /** @throws WrongAnswerException unless the three speak of one version */
    static long agreed(float x, float y, long computed, long told) throws WrongAnswerException {
        if (computed != told || y != x + computed) {
            throw new WrongAnswerException("asked " + x + ": the answer " + y + " and the output version " + computed
                    + " come with version " + told);
        }
        return told;
    }

    /** An answer that is not the model's. */
    final class WrongAnswerException extends Exception {
        private static final long serialVersionUID = 1;

        WrongAnswerException(String message) {
            super(message);
        }
    }
}
