package io.algorithmselector.trainer;

/** Where in the week a series starts: {@code offset} hours after Monday 0:00. */
record Clock(int offset) {
    /** Days that a series can touch. */
    static final int DAYS = (Week.LENGTH - 1 + SeriesGenerator.LENGTH - 1) / Week.DAY + 1;

    static Clock draw(SeriesRandom random) {
        return new Clock(random.below(Week.LENGTH));
    }

    int hour(int t) {
        return (t + offset) % Week.DAY;
    }

    int day(int t) {
        return (t + offset) / Week.DAY;
    }

    boolean weekend(int t) {
        return day(t) % Week.DAYS >= 5;
    }
}
