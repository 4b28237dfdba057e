package io.algorithmselector.repository;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a version that come in numbered sets, {@code <stem>-00000-of-00002}, as TensorFlow writes them
 * ({@code printf}'s {@code %s-%05d-of-%05d}, of 32-bit integers): any other way to write a number, and an index beyond the
 * set's count, makes a name like all others.
 *
 * <p>A stem may have sets of several counts, when a version was uploaded over another one that had been cut differently. Which
 * of them the model reads, its index tells, and not the names; taken for that is the one that was written to last. Of those
 * that were written to at the same time one that is whole is enough.
 *
 * <p>{@code variables.index} and the set {@code variables.data}, in any folder, are nothing without each other.
 */
final class ShardSets {
    private static final Pattern SHARD = Pattern.compile("(.*[^/])-([0-9]{5,10})-of-([0-9]{5,10})");
    private static final String DATA = "variables.data";
    private static final String INDEX = "variables.index";

    private final NavigableMap<String, Instant> files;
    private final NavigableMap<String, NavigableMap<Integer, Shards>> sets = new TreeMap<>();

    private ShardSets(Map<String, Instant> files) {
        this.files = new TreeMap<>(files);
        this.files.forEach(this::add);
    }

    static ShardSets of(Map<String, Instant> files) {
        return new ShardSets(files);
    }

    private void add(String name, Instant changed) {
        Matcher matcher = SHARD.matcher(name);
        if (!matcher.matches()) {
            return;
        }
        long index = Long.parseLong(matcher.group(2));
        long count = Long.parseLong(matcher.group(3));
        // Compared with what TensorFlow would write, which rules out zeros in front of more than five digits.
        if (index < count && count <= Integer.MAX_VALUE && name.equals(name(matcher.group(1), index, count))) {
            sets.computeIfAbsent(matcher.group(1), stem -> new TreeMap<>())
                    .computeIfAbsent((int) count, Shards::new)
                    .add((int) index, changed);
        }
    }

    private static String name(String stem, long index, long count) {
        return stem + "-" + fiveDigits(index) + "-of-" + fiveDigits(count);
    }

    private static String fiveDigits(long number) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, 5 - digits.length())) + digits;
    }

    /** The first file that is missing; with {@code *} for the numbers if nothing tells how many there are. */
    Optional<String> missing() {
        return Stream.concat(
                        sets.entrySet().stream().flatMap(set -> missing(set.getKey(), set.getValue())),
                        files.keySet().stream().flatMap(this::missingBeside))
                .findFirst();
    }

    private Stream<String> missing(String stem, NavigableMap<Integer, Shards> byCount) {
        Instant last = byCount.values().stream()
                .map(shards -> shards.changed)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<Shards> current = byCount.values().stream()
                .filter(shards -> shards.changed.equals(last))
                .toList();
        if (current.stream().anyMatch(Shards::whole)) {
            return missingIndex(stem);
        }
        Shards shards = current.getFirst();
        return Stream.of(name(stem, shards.firstMissing(), shards.count));
    }

    private Stream<String> missingIndex(String stem) {
        String folder = stem.substring(0, stem.lastIndexOf('/') + 1);
        String index = folder + INDEX;
        return stem.equals(folder + DATA) && !files.containsKey(index) ? Stream.of(index) : Stream.empty();
    }

    /** A large shard takes longest to upload, so the index often lies there first. */
    private Stream<String> missingBeside(String name) {
        String folder = name.substring(0, name.lastIndexOf('/') + 1);
        boolean alone = name.equals(folder + INDEX) && !sets.containsKey(folder + DATA);
        return alone ? Stream.of(folder + DATA + "-*") : Stream.empty();
    }

    /** Those of one count that are there: never more numbers than there are files, whatever the names say. */
    private static final class Shards {
        private final int count;
        private final NavigableSet<Integer> present = new TreeSet<>();
        private Instant changed = Instant.MIN;

        Shards(int count) {
            this.count = count;
        }

        void add(int index, Instant time) {
            present.add(index);
            changed = time.isAfter(changed) ? time : changed;
        }

        boolean whole() {
            return present.size() == count;
        }

        int firstMissing() {
            int next = 0;
            for (int index : present) {
                if (index != next) {
                    break;
                }
                next++;
            }
            return next;
        }
    }
}
