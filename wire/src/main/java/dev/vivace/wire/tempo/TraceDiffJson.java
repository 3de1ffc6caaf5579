package dev.vivace.wire.tempo;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.diff.ComparedSpan;
import dev.vivace.model.diff.SpanChange;
import dev.vivace.model.diff.TraceDiff;
import dev.vivace.model.diff.TraceSide;
import dev.vivace.wire.json.JsonText;
import org.jspecify.annotations.Nullable;

/// What differs between two traces, in the format `trace-patch-v0`: every difference on its own.
public final class TraceDiffJson {

    static final double NANOS_PER_MILLI = 1e6;

    private TraceDiffJson() {}

    /// Every member is always there.
    public static byte[] patch(TraceDiff diff) {
        JsonText out = new JsonText(4096);
        out.beginObject().name("version").string("trace-patch-v0");
        side("base", diff.base(), out);
        side("compare", diff.compare(), out);
        stats(diff, out);
        out.name("modified").beginArray();
        diff.modified().forEach(span -> modified(span, out));
        out.endArray().name("added").beginArray();
        diff.added().forEach(span -> whole(span, out));
        out.endArray().name("removed").beginArray();
        diff.removed().forEach(span -> whole(span, out));
        out.endArray().name("warnings").beginArray();
        diff.warnings().forEach(out::string);
        return out.endArray().endObject().toByteArray();
    }

    private static void side(String name, TraceSide side, JsonText out) {
        out.name(name).beginObject().name("traceId").string(side.id().toHex());
        out.name("spanCount").number(side.totals().spans()).endObject();
    }

    private static void stats(TraceDiff diff, JsonText out) {
        TraceDiff.Counts counts = diff.counts();
        out.name("stats").beginObject();
        out.name("spanCountA").number(diff.base().totals().spans());
        out.name("spanCountB").number(diff.compare().totals().spans());
        out.name("matchedSpans").number(counts.matchedSpans());
        out.name("modifiedSpans").number(counts.modifiedSpans());
        out.name("addedSpans").number(counts.addedSpans());
        out.name("removedSpans").number(counts.removedSpans());
        out.name("fieldChanges").number(counts.fieldChanges());
        out.name("attributeChanges").number(counts.attributeChanges());
        out.name("eventChanges").number(counts.eventChanges());
        out.name("truncated").bool(diff.truncated()).endObject();
    }

    private static void modified(TraceDiff.ModifiedSpan modified, JsonText out) {
        ComparedSpan span = modified.span();
        out.beginObject().name("span").beginObject();
        path(span, out);
        names(span, out);
        out.endObject().name("changes").beginArray();
        modified.changes().forEach(change -> change(change, out));
        out.endArray().endObject();
    }

    private static void change(SpanChange change, JsonText out) {
        String operation = change.before() == null ? "add" : change.after() == null ? "remove" : "replace";
        out.beginObject().name("op").string(operation).name("target").beginObject();
        switch (change.target()) {
            case SpanChange.Field field ->
                out.name("type").string("field").name("name").string(field.name());
            case SpanChange.OfAttribute attribute -> {
                out.name("type").string("attribute");
                out.name("scope").string(attribute.scope().word()).name("key").string(attribute.key());
            }
            case SpanChange.OfEvent event ->
                out.name("type").string("event").name("name").string(event.name());
        }
        out.endObject();
        value("before", change.before(), out);
        value("after", change.after(), out);
        out.endObject();
    }

    private static void value(String name, @Nullable AttributeValue value, JsonText out) {
        out.name(name);
        if (value == null) {
            out.nothing();
        } else {
            PlainJson.value(value, out);
        }
    }

    private static void whole(ComparedSpan span, JsonText out) {
        out.beginObject().name("target").beginObject().name("type").string("span");
        path(span, out);
        out.endObject().name("span").beginObject();
        path(span, out);
        names(span, out);
        out.name("duration_nanos").number(span.durationNanos());
        out.name("status")
                .string(TraceLlmJson.status(span.statusCode()))
                .endObject()
                .endObject();
    }

    private static void path(ComparedSpan span, JsonText out) {
        out.name("path").beginArray();
        span.path().forEach(out::string);
        out.endArray();
    }

    private static void names(ComparedSpan span, JsonText out) {
        out.name("service").string(span.service()).name("name").string(span.name());
        out.name("kind").string(TraceLlmJson.kind(span.kind()));
    }
}
