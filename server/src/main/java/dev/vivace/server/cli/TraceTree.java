package dev.vivace.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A trace as a tree with a bar for the time of each span. Children stand in order of start, then span id; spans whose
/// parent never arrived stand below a line that says so.
///
/// @param out not flushed
/// @param verbose whether attributes, events and links are shown
record TraceTree(Terminal terminal, PrintWriter out, boolean verbose) {
    private static final int DURATION_WIDTH = 8;
    private static final int LEAST_BAR = 10;
    private static final int MOST_BAR = 40;
    private static final int LEAST_LABEL = 20;

    /// Branches are drawn no wider than this: a trace may be thousands of spans deep.
    private static final int MOST_INDENT = 240;

    private static final Comparator<ReceivedSpan> ORDER =
            Comparator.comparingLong(ReceivedSpan::startNanos).thenComparing(ReceivedSpan::spanId);

    private sealed interface Row {
        /// A remark about the spans that follow.
        record Heading(String text) implements Row {}

        /// A span.
        ///
        /// @param front the branches up to it
        /// @param below what stands in front of the lines that belong to it
        /// @param parentService of the span above, so that only a change of service is written
        record Line(ReceivedSpan span, int depth, String front, String below, String parentService) implements Row {
            String text() {
                String service = span.service().equals(parentService) ? "" : span.service() + "  ";
                String kind = span.kind().isEmpty() || span.kind().equals("internal") ? "" : " (" + span.kind() + ")";
                return service + span.name() + kind;
            }

            String label(int width) {
                String branches = front.length() <= width / 2 ? front : "⋯ level " + depth + "  ";
                return Terminal.fit(branches + text(), width);
            }
        }
    }

    /// How time becomes width.
    private record Scale(long start, long length, int labelWidth, int barWidth) {}

    /// @param spans of one trace, at least one
    void print(List<ReceivedSpan> spans) {
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (ReceivedSpan span : spans) {
            start = Math.min(start, span.startNanos());
            end = Math.max(end, Math.max(span.startNanos(), span.endNanos()));
        }
        head(spans, start, end);
        List<Row> rows = rows(spans);
        int label = LEAST_LABEL;
        for (Row row : rows) {
            if (row instanceof Row.Line line) {
                label = Math.max(label, line.front().length() + line.text().length());
            }
        }
        int labelWidth = Math.min(label, Math.max(LEAST_LABEL, terminal.width() - DURATION_WIDTH - LEAST_BAR - 4));
        int left = terminal.width() - labelWidth - DURATION_WIDTH - 4;
        Scale scale =
                new Scale(start, Math.max(1, end - start), labelWidth, Math.max(LEAST_BAR, Math.min(MOST_BAR, left)));
        for (Row row : rows) {
            switch (row) {
                case Row.Heading heading -> out.println(terminal.dim(heading.text()));
                case Row.Line line -> span(line, scale);
            }
        }
    }

    private void head(List<ReceivedSpan> spans, long start, long end) {
        long failed = spans.stream().filter(ReceivedSpan::failed).count();
        long services = spans.stream().map(ReceivedSpan::service).distinct().count();
        String errors = failed == 0 ? "no errors" : terminal.red(Readable.count(failed, "error"));
        out.println(terminal.bold("trace " + spans.getFirst().traceId()));
        out.println(Readable.time(start) + ", " + Readable.duration(end - start) + ", "
                + Readable.count(spans.size(), "span") + ", " + Readable.count(services, "service") + ", " + errors);
    }

    private static List<Row> rows(List<ReceivedSpan> spans) {
        Set<String> ids = new HashSet<>();
        spans.forEach(span -> ids.add(span.spanId()));
        List<ReceivedSpan> sorted = spans.stream().sorted(ORDER).toList();
        List<ReceivedSpan> roots = new ArrayList<>();
        Map<String, List<ReceivedSpan>> children = new HashMap<>();
        Map<String, List<ReceivedSpan>> orphans = new LinkedHashMap<>();
        for (ReceivedSpan span : sorted) {
            if (span.parentId().isEmpty() || span.parentId().matches("0+")) {
                roots.add(span);
            } else if (ids.contains(span.parentId())) {
                children.computeIfAbsent(span.parentId(), _ -> new ArrayList<>())
                        .add(span);
            } else {
                orphans.computeIfAbsent(span.parentId(), _ -> new ArrayList<>()).add(span);
            }
        }
        List<Row> rows = new ArrayList<>();
        // By identity: a span that was sent twice is two equal records, and both are to be seen.
        Set<ReceivedSpan> shown = Collections.newSetFromMap(new IdentityHashMap<>());
        roots.forEach(root -> subtree(root, children, shown, rows));
        orphans.forEach((parent, siblings) -> {
            rows.add(new Row.Heading("parent not received: span " + parent));
            siblings.forEach(span -> subtree(span, children, shown, rows));
        });
        if (shown.size() < spans.size()) {
            rows.add(new Row.Heading("parents in a circle:"));
            sorted.forEach(span -> subtree(span, children, shown, rows));
        }
        return rows;
    }

    /// Without recursion: a trace may be deeper than a stack.
    private static void subtree(
            ReceivedSpan top, Map<String, List<ReceivedSpan>> children, Set<ReceivedSpan> shown, List<Row> rows) {
        List<Row.Line> stack = new ArrayList<>();
        stack.add(new Row.Line(top, 1, "", "", ""));
        while (!stack.isEmpty()) {
            Row.Line line = stack.removeLast();
            if (!shown.add(line.span())) {
                continue;
            }
            List<ReceivedSpan> below = children.getOrDefault(line.span().spanId(), List.of());
            String indent = line.below();
            rows.add(new Row.Line(
                    line.span(),
                    line.depth(),
                    line.front(),
                    indent + (below.isEmpty() ? "   " : "│  "),
                    line.parentService()));
            boolean deeper = indent.length() < MOST_INDENT;
            for (int i = below.size() - 1; i >= 0; i--) {
                boolean last = i == below.size() - 1;
                stack.add(new Row.Line(
                        below.get(i),
                        line.depth() + 1,
                        deeper ? indent + (last ? "└─ " : "├─ ") : indent,
                        deeper ? indent + (last ? "   " : "│  ") : indent,
                        line.span().service()));
            }
        }
    }

    private void span(Row.Line line, Scale scale) {
        ReceivedSpan span = line.span();
        String label = line.label(scale.labelWidth());
        String bar = bar(span, scale);
        String duration = Terminal.fit(Readable.duration(span.durationNanos()), DURATION_WIDTH);
        String message = span.statusMessage().isEmpty() ? "" : ": " + Terminal.printable(span.statusMessage());
        out.println((span.failed() ? terminal.red(label) : label) + "  " + duration + "  "
                + (span.failed() ? terminal.red(bar + " ✗ error" + message) : terminal.cyan(bar)).stripTrailing());
        if (verbose) {
            Stream.of(span.attributes(), span.events(), span.links(), changedResource(line))
                    .flatMap(List::stream)
                    .forEach(text -> out.println(terminal.dim(Terminal.fit(line.below() + "  " + text, terminal.width())
                            .stripTrailing())));
        }
    }

    /// The resource is said once per change of service, not once per span.
    private static List<String> changedResource(Row.Line line) {
        return line.span().service().equals(line.parentService())
                ? List.of()
                : line.span().resource().stream()
                        .map(text -> "resource " + text)
                        .toList();
    }

    private static String bar(ReceivedSpan span, Scale scale) {
        int width = scale.barWidth();
        double from = (double) (span.startNanos() - scale.start()) / scale.length() * width;
        double length = (double) Math.max(0, span.durationNanos()) / scale.length() * width;
        int first = Math.min(width - 1, (int) from);
        int cells = Math.max(1, Math.min(width - first, (int) Math.round(length)));
        return " ".repeat(first) + "█".repeat(cells) + " ".repeat(width - first - cells);
    }
}
