package dev.vivace.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Compares two answers in the kit's normal form, at its two levels: the same identities, and everything. Stateless.
final class ConformanceComparison {
    private static final double RELATIVE = 1e-6;
    private static final double ABSOLUTE = 1e-9;
    private static final Set<String> ABOUT = Set.of("query", "message", "compare", "why");

    private ConformanceComparison() {}

    /// Where two answers differ; empty if they agree as far as the recorded one can be trusted.
    ///
    /// @param got normalised
    static List<String> differences(RecordedAnswer recorded, JsonNode got) {
        JsonNode want = ConformanceQuestion.recorded(recorded);
        List<String> differences = new ArrayList<>();
        Object wantIds = ids(want);
        Object gotIds = ids(got);
        if (!wantIds.equals(gotIds)) {
            differences.add("ids: want " + brief(wantIds) + " got " + brief(gotIds));
        }
        if (want.path("status").asInt() == 200 && !recorded.isCorrection()) {
            compare("", want, got, differences);
        }
        return differences;
    }

    private static Object ids(JsonNode answer) {
        if (answer.path("status").asInt() != 200) {
            return "error";
        }
        if (answer.has("series")) {
            List<String> labels = new ArrayList<>();
            answer.path("series").forEach(series -> labels.add(ConformanceQuestion.sortKey(series.path("labels"))));
            return labels;
        }
        if (!answer.has("traces")) {
            List<String> lists = new ArrayList<>();
            for (String name : List.of("scopes", "tags", "values")) {
                lists.add(name + answer.path(name));
            }
            return lists;
        }
        TreeMap<String, Set<String>> traces = new TreeMap<>();
        for (JsonNode trace : answer.path("traces")) {
            Set<String> spans = new TreeSet<>();
            for (JsonNode spanset : trace.path("spanSets")) {
                spanset.path("spans").forEach(span -> spans.add(span.path("id").asString()));
            }
            traces.put(trace.path("id").asString(), spans);
        }
        return traces;
    }

    private static void compare(String place, JsonNode want, JsonNode got, List<String> differences) {
        if (want instanceof ObjectNode && got instanceof ObjectNode) {
            Set<String> names = new TreeSet<>(want.propertyNames());
            names.addAll(got.propertyNames());
            for (String name : names) {
                if (!place.isEmpty() || !ABOUT.contains(name)) {
                    compare(place + "/" + name, want.path(name), got.path(name), differences);
                }
            }
        } else if (want instanceof ArrayNode && got instanceof ArrayNode && want.size() == got.size()) {
            for (int i = 0; i < want.size(); i++) {
                compare(place + "/" + i, want.path(i), got.path(i), differences);
            }
        } else if (!isSame(want, got)) {
            differences.add(place + ": want " + brief(want) + " got " + brief(got));
        }
    }

    private static boolean isSame(JsonNode want, JsonNode got) {
        if (want.isNumber() && got.isNumber()) {
            return isClose(want.asDouble(), got.asDouble());
        }
        return want.equals(got);
    }

    private static boolean isClose(double a, double b) {
        return a == b || Math.abs(a - b) <= Math.max(RELATIVE * Math.max(Math.abs(a), Math.abs(b)), ABSOLUTE);
    }

    private static String brief(Object value) {
        String text = value.toString();
        return text.length() > 700 ? text.substring(0, 700) + "..." : text;
    }
}
