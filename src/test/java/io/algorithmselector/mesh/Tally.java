package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The answers to a number of requests. */
record Tally(List<Answer> answers) {
    Tally {
        answers = List.copyOf(answers);
    }

    int total() {
        return answers.size();
    }

    long of(int version) {
        return answers.stream().filter(answer -> answer.isOf(version)).count();
    }

    long failed() {
        return answers.stream().filter(Answer::failed).count();
    }

    Versions versions() {
        return new Versions(of(1), of(2));
    }

    long slowerThan(long milliseconds) {
        return answers.stream()
                .filter(answer -> answer.nanoseconds() >= milliseconds * 1_000_000)
                .count();
    }

    /** How often each outcome came: what a failed assertion shows. */
    Map<String, Long> outcomes() {
        return answers.stream().collect(Collectors.groupingBy(Answer::outcome, TreeMap::new, Collectors.counting()));
    }

    void assertAllOf(int version) {
        assertThat(outcomes()).containsOnlyKeys(Integer.toString(version));
    }

    void assertNoneLost() {
        assertThat(outcomes()).isNotEmpty();
        assertThat(outcomes().keySet()).isSubsetOf("1", "2");
    }

    /** Version 2 had its share, to 4.5 standard deviations of as many independent draws, and nothing failed. */
    void assertShareOfTwo(double share) {
        assertNoneLost();
        double deviation = Math.sqrt(total() * share * (1 - share));
        assertThat((double) of(2)).isBetween(total() * share - 4.5 * deviation, total() * share + 4.5 * deviation);
    }
}
