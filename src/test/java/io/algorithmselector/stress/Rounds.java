package io.algorithmselector.stress;

import io.algorithmselector.selection.VersionChoice;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What the catalogue of each round wants, and so which versions may answer a call: all that a round between the last that had come to
 * rest when the call began, and the last that had begun when it ended, allows. One thread moves on, all may ask.
 */
final class Rounds {
    private final int versions;
    private volatile int begun;
    private volatile int settled;

    /** @param versions that exist, from 1 */
    Rounds(int versions) {
        this.versions = versions;
    }

    /** The version that the round before has taken: it stays, with other content, and has the label. */
    long kept(int round) {
        return 1L + round % versions;
    }

    long taken(int round) {
        return 1L + (round + 1) % versions;
    }

    /** Call before its catalogue is applied. */
    void begin(int round) {
        begun = round;
    }

    /** Call when what it wants is served, and nothing else. */
    void settle(int round) {
        settled = round;
    }

    int settled() {
        return settled;
    }

    /** @param since {@link #settled} when the call began */
    boolean mayAnswer(VersionChoice choice, long version, int since) {
        int until = begun;
        return switch (choice) {
            case VersionChoice.Version(long number) -> number == version;
            case VersionChoice.Label _ -> rounds(since, until).anyMatch(label -> label == version);
            case VersionChoice.None _ ->
                since == until
                        ? version == Math.max(kept(until), taken(until))
                        : version >= rounds(since + 1, until).min().orElseThrow();
        };
    }

    /** What they keep, which is there from the round before on. */
    private LongStream rounds(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToLong(this::kept);
    }
}
