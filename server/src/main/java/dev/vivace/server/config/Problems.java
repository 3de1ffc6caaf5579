package dev.vivace.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything found wrong with a configuration, so that all of it is reported at once. Confined to one thread.
final class Problems {
    private record Problem(Place place, String message) {}

    private final List<Problem> found = new ArrayList<>();

    void add(Place place, String message) {
        found.add(new Problem(place, message));
    }

    /// What is wrong at a place, null if nothing is.
    @Nullable
    String at(Place place) {
        return found.stream()
                .filter(problem -> problem.place().equals(place))
                .map(Problem::message)
                .findFirst()
                .orElse(null);
    }

    /// In the order of the file.
    List<String> lines() {
        return found.stream()
                .sorted(Comparator.comparingInt(
                                (Problem problem) -> problem.place().line())
                        .thenComparingInt(problem -> problem.place().column()))
                .map(problem -> problem.place() + ": " + problem.message())
                .toList();
    }

    /// @throws ConfigException if anything was added
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(lines());
        }
    }
}
