package dev.vivace.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Everything found wrong with a configuration, so that all of it is reported at once. Confined to one thread.
final class Problems {
    private record Problem(Place place, String message) {}

    private final List<Problem> found = new ArrayList<>();

    void add(Place place, String message) {
        found.add(new Problem(place, message));
    }

    /// @throws ConfigException if anything was added, in the order of the file
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(found.stream()
                    .sorted(Comparator.comparingInt(
                                    (Problem problem) -> problem.place().line())
                            .thenComparingInt(problem -> problem.place().column()))
                    .map(problem -> problem.place() + ": " + problem.message())
                    .toList());
        }
    }
}
