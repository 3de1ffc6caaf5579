package dev.vivace.wire.tempo;

import dev.vivace.model.diff.TraceDiff;
import dev.vivace.model.diff.TraceSide;
import dev.vivace.model.diff.TraceSide.Totals;
import dev.vivace.wire.json.JsonText;
import java.util.List;
import java.util.TreeSet;

/// What differs between two traces in a few numbers and words: the formats `trace-summary-v0-native` and
/// `trace-summary-v0-composed`.
public final class TraceSummaryJson {

    private static final double NANOS_PER_MILLI = TraceDiffJson.NANOS_PER_MILLI;

    /// Times that differ by less are the same: no two runs take equally long.
    private static final double NOISE = 0.05;

    private TraceSummaryJson() {}

    /// The summary alone.
    public static byte[] plain(TraceDiff diff) {
        JsonText out = new JsonText(2048).beginObject();
        members(diff, out);
        return out.endObject().toByteArray();
    }

    /// The summary as a member of its own.
    public static byte[] composed(TraceDiff diff) {
        JsonText out = new JsonText(2048).beginObject().name("version").string("trace-summary-v0-composed");
        out.name("summary").beginObject();
        members(diff, out);
        return out.endObject().endObject().toByteArray();
    }

    private static void members(TraceDiff diff, JsonText out) {
        out.name("version").string("trace-summary-v0-native");
        side("base", diff.base(), out);
        side("compare", diff.compare(), out);
        signals(diff, out);
        trust(diff, out);
        stats(diff, out);
        TreeSet<String> names = new TreeSet<>(diff.base().services().keySet());
        names.addAll(diff.compare().services().keySet());
        List<String> changed = names.stream()
                .filter(name -> !change(diff, name).equals("unchanged"))
                .toList();
        out.name("changedServices").beginArray();
        changed.forEach(out::string);
        out.endArray().name("services").beginArray();
        names.forEach(name -> service(diff, name, out));
        out.endArray().name("warnings").beginArray();
        diff.warnings().forEach(out::string);
        out.endArray();
    }

    private static void side(String name, TraceSide side, JsonText out) {
        out.name(name).beginObject().name("traceId").string(side.id().toHex());
        out.name("rootService").string(side.rootService()).name("rootName").string(side.rootName());
        out.name("spanCount").number(side.totals().spans());
        out.name("errorSpanCount").number(side.totals().errorSpans());
        millis("durationMs", side.durationNanos(), out);
        millis("sumSpanDurationMs", side.totals().spanNanos(), out);
        out.endObject();
    }

    private static void signals(TraceDiff diff, JsonText out) {
        Totals base = diff.base().totals();
        Totals compare = diff.compare().totals();
        boolean sameStructure = diff.counts().addedSpans() + diff.counts().removedSpans() == 0;
        out.name("signals").beginObject();
        out.name("traceLatency")
                .string(trend(diff.base().durationNanos(), diff.compare().durationNanos(), NOISE));
        out.name("sumSpanDuration").string(trend(base.spanNanos(), compare.spanNanos(), NOISE));
        out.name("errors").string(trend(base.errorSpans(), compare.errorSpans(), 0));
        out.name("spanCount").string(trend(base.spans(), compare.spans(), 0));
        out.name("structure").string(sameStructure ? "unchanged" : "changed").endObject();
    }

    private static void trust(TraceDiff diff, JsonText out) {
        int spans = diff.base().totals().spans() + diff.compare().totals().spans();
        out.name("trust").beginObject();
        out.name("matchedSpanRatio").real(2.0 * diff.counts().matchedSpans() / spans);
        out.name("structureOverlap").real(diff.counts().pathOverlap()).endObject();
    }

    private static void stats(TraceDiff diff, JsonText out) {
        Totals base = diff.base().totals();
        Totals compare = diff.compare().totals();
        out.name("stats").beginObject();
        millis(
                "traceDurationDeltaMs",
                diff.compare().durationNanos() - diff.base().durationNanos(),
                out);
        millis("sumSpanDurationDeltaMs", compare.spanNanos() - base.spanNanos(), out);
        out.name("errorSpanCountDelta").number(compare.errorSpans() - base.errorSpans());
        out.name("spanCountDelta").number(compare.spans() - base.spans());
        out.name("matchedSpans").number(diff.counts().matchedSpans());
        out.name("modifiedSpans").number(diff.counts().modifiedSpans());
        out.name("addedSpans").number(diff.counts().addedSpans());
        out.name("removedSpans").number(diff.counts().removedSpans()).endObject();
    }

    private static void service(TraceDiff diff, String name, JsonText out) {
        Totals base = diff.base().services().getOrDefault(name, Totals.NONE);
        Totals compare = diff.compare().services().getOrDefault(name, Totals.NONE);
        out.beginObject().name("service").string(name).name("change").string(change(diff, name));
        out.name("spanCountBase").number(base.spans()).name("spanCountCompare").number(compare.spans());
        out.name("errorSpanCountBase").number(base.errorSpans());
        out.name("errorSpanCountCompare").number(compare.errorSpans());
        millis("sumSpanDurationBaseMs", base.spanNanos(), out);
        millis("sumSpanDurationCompareMs", compare.spanNanos(), out);
        millis("sumSpanDurationDeltaMs", compare.spanNanos() - base.spanNanos(), out);
        out.endObject();
    }

    private static String change(TraceDiff diff, String service) {
        Totals base = diff.base().services().getOrDefault(service, Totals.NONE);
        Totals compare = diff.compare().services().getOrDefault(service, Totals.NONE);
        if (base.spans() == 0 || compare.spans() == 0) {
            return base.spans() == 0 ? "added" : "removed";
        }
        boolean same = base.spans() == compare.spans()
                && base.errorSpans() == compare.errorSpans()
                && trend(base.spanNanos(), compare.spanNanos(), NOISE).equals("unchanged");
        return same ? "unchanged" : "changed";
    }

    private static String trend(long before, long after, double noise) {
        if (Math.abs((double) after - before) <= noise * Math.abs((double) before)) {
            return "unchanged";
        }
        return after > before ? "increased" : "decreased";
    }

    private static void millis(String name, long nanos, JsonText out) {
        out.name(name).real(nanos / NANOS_PER_MILLI);
    }
}
