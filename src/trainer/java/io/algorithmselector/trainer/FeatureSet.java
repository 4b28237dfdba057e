package io.algorithmselector.trainer;

/** What a model looks at. The extended features begin with the basic ones. */
enum FeatureSet {
    BASIC(8),
    EXTENDED(71);

    /** Standardised readings are clipped to this magnitude. */
    static final float READING_LIMIT = 10;

    /** A step between standardised readings below this counts as none. */
    static final float NO_STEP = 1e-5f;

    /** A reading below this share of the scale counts as zero. */
    static final float ZERO_SHARE = 1e-4f;

    /** Keeps quotients of sums of squares finite on constant windows. */
    static final float SMALL_SQUARE = 1e-6f;

    /** Standardised features are clipped to this magnitude. */
    static final float FEATURE_LIMIT = 8;

    /**
     * Windows with a reading of greater magnitude are refused like those with NaN and infinity: their sums could overflow in 32 bits.
     */
    static final float LARGEST_READING = 1e35f;

    private final int size;

    FeatureSet(int size) {
        this.size = size;
    }

    int size() {
        return size;
    }
}
