package dev.vivace.query.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Paths of spans as numbers: equal paths of several traces have the same one. Confined to one thread.
final class Paths {

    /// The path of what has no parent.
    static final int NONE = -1;

    /// Steps that are shown, the last ones; before them stands an ellipsis.
    private static final int SHOWN_STEPS = 100;

    private record Step(int parent, String name) {}

    private final Map<Step, Integer> numbers = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();

    /// The path that leads one step further.
    int child(int parent, String name) {
        Step step = new Step(parent, name);
        Integer known = numbers.putIfAbsent(step, steps.size());
        if (known == null) {
            steps.add(step);
        }
        return known == null ? steps.size() - 1 : known;
    }

    List<String> names(int path) {
        Deque<String> names = new ArrayDeque<>();
        for (int at = path; at != NONE; at = steps.get(at).parent) {
            if (names.size() == SHOWN_STEPS) {
                names.addFirst("…");
                break;
            }
            names.addFirst(steps.get(at).name);
        }
        return List.copyOf(names);
    }
}
