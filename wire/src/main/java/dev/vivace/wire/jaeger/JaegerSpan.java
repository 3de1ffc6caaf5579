package dev.vivace.wire.jaeger;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.SpanDraft;
import dev.vivace.wire.otlp.OtlpRequestWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Jaeger span being read, and what its tags and references mean in OTLP. Confined to one thread.
///
/// Kept beyond the usual mapping: the sampled bit of `flags` as OTLP's flags, other bits as attribute
/// `jaeger.flags`, `warnings` as attribute `jaeger.warnings`, a log's `event` that is no text as an
/// attribute, and so a `span.kind` that is none.
final class JaegerSpan {

    static final int CHILD_OF = 0;
    static final int FOLLOWS_FROM = 1;

    private static final int SAMPLED = 1;

    final SpanDraft draft = new SpanDraft();
    final List<Reference> references = new ArrayList<>(1);
    final List<AttributeValue> warnings = new ArrayList<>(0);
    long durationNanos;
    int flags;

    /// @param type [#CHILD_OF] or [#FOLLOWS_FROM]
    record Reference(int type, long traceIdHigh, long traceIdLow, long spanId) {}

    /// Takes a log: `fields` as they were sent.
    void log(long epochNanos, List<Attribute> fields) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        for (Attribute field : fields) {
            attributes.put(field.key(), field.value());
        }
        String name = "";
        if (attributes.get("event") instanceof AttributeValue.Text(String text)) {
            name = text;
            attributes.remove("event");
        }
        draft.events.add(new Event(epochNanos, name, SpanDraft.list(attributes), 0));
    }

    /// Writes the span, or notes why it cannot be.
    ///
    /// @param place of the span in the request, for remarks
    /// @param scopeInTags whether `otel.scope.*` and `w3c.tracestate` are taken out of the tags, as
    ///     protobuf's readers do and Thrift's do not
    void writeTo(OtlpRequestWriter out, Resource resource, boolean scopeInTags, String place, Remarks remarks) {
        if ((draft.traceIdHigh | draft.traceIdLow) == 0) {
            remarks.skipped(
                    ForeignRequestException.INVALID_TRACE_ID,
                    place,
                    "the trace id is absent or zero (expected: 1 to 16 bytes, not all zero); span left out");
            return;
        }
        if (draft.spanId == 0) {
            remarks.skipped(
                    ForeignRequestException.INVALID_SPAN_ID,
                    place,
                    "the span id is absent or zero (expected: 1 to 8 bytes, not all zero); span left out");
            return;
        }
        InstrumentationScope scope = SpanDraft.NO_SCOPE;
        if (scopeInTags) {
            scope = scope();
            String traceState = draft.text("w3c.tracestate");
            if (traceState != null) {
                draft.traceState = traceState;
                draft.remove("w3c.tracestate");
            }
        }
        draft.endEpochNanos = draft.startEpochNanos + durationNanos;
        kind();
        status();
        flags();
        links();
        out.add(draft.build(resource, scope));
    }

    /// A kind nobody knows stays what it is, an attribute.
    private void kind() {
        String word = draft.text("span.kind");
        draft.kind = word == null ? 0 : SpanDraft.kindOf(word.toLowerCase(Locale.ROOT));
        if (draft.kind != 0) {
            draft.remove("span.kind");
        }
    }

    private InstrumentationScope scope() {
        String name = draft.text("otel.scope.name");
        String version = draft.text("otel.scope.version");
        if (name == null && version == null) {
            return SpanDraft.NO_SCOPE;
        }
        draft.remove("otel.scope.name");
        draft.remove("otel.scope.version");
        return new InstrumentationScope(name == null ? "" : name, version == null ? "" : version, List.of(), 0, "");
    }

    /// `error = true` is the last word; then `otel.status_code`; then the HTTP status.
    private void status() {
        if (draft.get("error") instanceof AttributeValue.Bool(boolean flag) && flag) {
            draft.remove("error");
            draft.remove("otel.status_code");
            draft.statusCode = SpanDraft.STATUS_ERROR;
            if (!description()) {
                httpMessage();
            }
            return;
        }
        String code = draft.text("otel.status_code");
        if (code != null) {
            switch (code.toUpperCase(Locale.ROOT)) {
                case "OK" -> draft.statusCode = SpanDraft.STATUS_OK;
                case "ERROR" -> draft.statusCode = SpanDraft.STATUS_ERROR;
                case "UNSET", "" -> {}
                default -> {
                    return; // stays what it is, an attribute nobody understands
                }
            }
            draft.remove("otel.status_code");
            description();
            return;
        }
        if (isHttpError()) {
            draft.statusCode = SpanDraft.STATUS_ERROR;
            httpMessage();
        }
    }

    private boolean description() {
        String description = draft.text("otel.status_description");
        if (description == null) {
            return false;
        }
        draft.remove("otel.status_description");
        draft.statusMessage = description;
        return true;
    }

    private void httpMessage() {
        String message = draft.text("http.status_message");
        if (message != null) {
            draft.statusMessage = message;
        }
    }

    private boolean isHttpError() {
        long status = switch (draft.get("http.status_code")) {
            case AttributeValue.Int(long number) -> number;
            case AttributeValue.Text(String text) when text.matches("[0-9]{3}") -> Long.parseLong(text);
            case null, default -> 0;
        };
        return status >= 500 || status >= 400 && draft.kind != SpanDraft.KIND_SERVER;
    }

    private void flags() {
        draft.flags = flags & SAMPLED;
        if ((flags & ~SAMPLED) != 0) {
            draft.put("jaeger.flags", new AttributeValue.Int(Integer.toUnsignedLong(flags)));
        }
        if (!warnings.isEmpty()) {
            draft.put("jaeger.warnings", new AttributeValue.Many(warnings));
        }
    }

    /// The parent is the one that was named, or the first CHILD_OF of the same trace, or the first
    /// FOLLOWS_FROM of it. Every reference that is not the parent's CHILD_OF is a link.
    private void links() {
        if (draft.parentSpanId == 0) {
            Reference parent = first(CHILD_OF);
            parent = parent == null ? first(FOLLOWS_FROM) : parent;
            draft.parentSpanId = parent == null ? 0 : parent.spanId();
        }
        for (Reference reference : references) {
            boolean isParent =
                    reference.type() == CHILD_OF && isSameTrace(reference) && reference.spanId() == draft.parentSpanId;
            if (!isParent) {
                String type = reference.type() == FOLLOWS_FROM ? "follows_from" : "child_of";
                draft.links.add(new Link(
                        reference.traceIdHigh(),
                        reference.traceIdLow(),
                        reference.spanId(),
                        "",
                        0,
                        List.of(new Attribute("opentracing.ref_type", new AttributeValue.Text(type))),
                        0));
            }
        }
    }

    private @Nullable Reference first(int type) {
        for (Reference reference : references) {
            if (reference.type() == type && isSameTrace(reference)) {
                return reference;
            }
        }
        return null;
    }

    private boolean isSameTrace(Reference reference) {
        return reference.traceIdHigh() == draft.traceIdHigh && reference.traceIdLow() == draft.traceIdLow;
    }
}
