package io.algorithmselector.soak;

import io.algorithmselector.soak.Worker.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which version answered when, from all who asked. */
final class SwapRecord {
    /** By the time of the answer. */
    private final List<Request> requests;

    private final long start;

    SwapRecord(Collection<Request> requests) {
        start = requests.stream().mapToLong(Request::sent).min().orElse(0);
        this.requests = requests.stream()
                .sorted(Comparator.comparingLong(request -> request.answered() - start))
                .toList();
    }

    /** Requests that an older version answered although a newer one had answered somebody before they were sent. */
    List<String> steppedBack() {
        List<String> wrong = new ArrayList<>();
        NavigableMap<Long, Long> newest = newest();
        for (Request request : requests) {
            Map.Entry<Long, Long> before = newest.lowerEntry(request.sent() - start);
            if (before != null && request.version() < before.getValue()) {
                wrong.add(request.transport() + ": version " + request.version()
                        + " answered a request that was sent after version " + before.getValue() + " had answered");
            }
        }
        return wrong;
    }

    /** The newest version that had answered, by the time of the answer from which on. */
    private NavigableMap<Long, Long> newest() {
        NavigableMap<Long, Long> newest = new TreeMap<>();
        long highest = 0;
        for (Request request : requests) {
            if (request.version() > highest) {
                highest = request.version();
                newest.put(request.answered() - start, highest);
            }
        }
        return newest;
    }

    /** How many requests were being computed by a version when the one after it had already answered somebody. */
    long overlapping() {
        NavigableMap<Long, Long> newest = newest();
        return requests.stream()
                .filter(request -> {
                    Map.Entry<Long, Long> before = newest.lowerEntry(request.answered() - start);
                    return before != null && request.version() < before.getValue();
                })
                .count();
    }
}
