package dev.vivace.wire.zipkin;

import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.Resource;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.SpanDraft;
import dev.vivace.wire.otlp.OtlpRequestWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A span of Zipkin's version 1 being read, and what its annotations mean in OTLP. Confined to one thread.
///
/// Version 1 has no kind: core annotations (`cs`, `sr`, …) tell it, and when it began and ended. A span
/// may hold what a client and a server recorded, which are two spans in OTLP, with one id. Kept beyond
/// the usual mapping: that second half, the addresses of `sa`, `ca` and `ma`, `debug`, the text of
/// `error` as status message.
final class SpanV1 {

    /// Kind, its first and its last annotation.
    private enum Half {
        CLIENT(SpanDraft.KIND_CLIENT, "cs", "cr", "sa"),
        SERVER(SpanDraft.KIND_SERVER, "sr", "ss", "ca"),
        PRODUCER(SpanDraft.KIND_PRODUCER, "ms", "", "ma"),
        CONSUMER(SpanDraft.KIND_CONSUMER, "mr", "", "ma"),
        NEITHER(0, "", "", "");

        private final int kind;
        private final String first;
        private final String last;
        private final String peer;

        Half(int kind, String first, String last, String peer) {
            this.kind = kind;
            this.first = first;
            this.last = last;
            this.peer = peer;
        }
    }

    private record Note(long micros, String value, @Nullable Endpoint endpoint) {}

    private record Tag(
            String key, AttributeValue value, @Nullable Endpoint endpoint) {}

    final SpanDraft ids = new SpanDraft();
    final ZipkinIds checked;
    final String place;
    String name = "";
    /// 0 if absent.
    long timestampMicros;

    long durationMicros;
    boolean debug;

    private final Remarks remarks;
    private final List<Note> notes = new ArrayList<>();
    private final Map<String, Note> core = new LinkedHashMap<>();
    private final List<Tag> tags = new ArrayList<>();

    SpanV1(String place, Remarks remarks) {
        this.place = place;
        this.remarks = remarks;
        this.checked = new ZipkinIds(ids, place, remarks);
    }

    void annotate(long micros, String value, @Nullable Endpoint endpoint) {
        Note note = new Note(micros, value, endpoint);
        switch (value) {
            case "cs", "cr", "sr", "ss", "ms", "mr" -> core.putIfAbsent(value, note);
            default -> notes.add(note);
        }
    }

    void tag(String key, AttributeValue value, @Nullable Endpoint endpoint) {
        tags.add(new Tag(key, value, endpoint));
    }

    void writeTo(OtlpRequestWriter out) {
        if (!checked.areGood()) {
            return;
        }
        List<Half> halves = new ArrayList<>(2);
        for (Half half : Half.values()) {
            if (core.containsKey(half.first) || core.containsKey(half.last)) {
                halves.add(half);
            }
        }
        if (halves.isEmpty()) {
            halves.add(Half.NEITHER);
        }
        for (int i = 0; i < halves.size(); i++) {
            write(halves, i, out);
        }
    }

    private void write(List<Half> halves, int number, OtlpRequestWriter out) {
        Half half = halves.get(number);
        SpanDraft draft = new SpanDraft();
        draft.traceIdHigh = ids.traceIdHigh;
        draft.traceIdLow = ids.traceIdLow;
        draft.spanId = ids.spanId;
        draft.parentSpanId = ids.parentSpanId;
        draft.name = name;
        draft.kind = half.kind;
        times(draft, half, number);
        for (Note note : notes) {
            if (belongs(note.endpoint(), halves, number)) {
                event(draft, note);
            }
        }
        for (Tag tag : tags) {
            boolean isPeer = isPeer(tag.key());
            boolean own =
                    isPeer && halves.size() > 1 ? tag.key().equals(half.peer) : belongs(tag.endpoint(), halves, number);
            if (own) {
                draft.put(tag.key().equals("lc") ? "component" : tag.key(), tag.value());
            }
            if (own && isPeer && tag.endpoint() != null) {
                tag.endpoint().remote(draft);
            }
        }
        status(draft);
        if (number > 0) {
            draft.put("zipkin.shared", new AttributeValue.Bool(true));
        }
        if (debug) {
            draft.put("zipkin.debug", new AttributeValue.Bool(true));
        }
        out.add(draft.build(resource(half), SpanDraft.NO_SCOPE));
    }

    /// The span's own times belong to its first half.
    private void times(SpanDraft draft, Half half, int number) {
        Note first = core.get(half.first);
        Note last = core.get(half.last);
        long start = timestampMicros;
        long duration = durationMicros;
        if (start == 0 || number > 0) {
            long at = first != null ? first.micros() : last != null ? last.micros() : 0;
            start = at == 0 ? start : at;
            duration = first != null && last != null ? last.micros() - first.micros() : number > 0 ? 0 : duration;
        } else if (duration == 0 && first != null && last != null) {
            duration = last.micros() - first.micros();
        }
        if (start == 0) {
            draft.put("otel.zipkin.absentField.startTime", new AttributeValue.Bool(true));
        }
        draft.startEpochNanos = SpanDraft.nanos(start);
        draft.endEpochNanos = draft.startEpochNanos + SpanDraft.nanos(Math.max(0, duration));
    }

    private void event(SpanDraft draft, Note note) {
        long nanos = SpanDraft.nanos(note.micros());
        if (note.micros() <= 0) {
            nanos = draft.startEpochNanos;
            remarks.repaired(
                    place + ".annotations",
                    Remarks.quote(note.value()) + " has no timestamp (expected: microseconds since 1970), taken as"
                            + " the span's start");
        }
        draft.events.add(new Event(nanos, note.value(), List.of(), 0));
    }

    /// Whether what was recorded at `endpoint` belongs to this half: by the service, and to the first if
    /// in doubt.
    private boolean belongs(@Nullable Endpoint endpoint, List<Half> halves, int number) {
        if (halves.size() == 1) {
            return true;
        }
        int owner = 0;
        for (int i = 0; i < halves.size() && endpoint != null; i++) {
            Endpoint of = endpoint(halves.get(i));
            if (of != null && of.serviceName().equals(endpoint.serviceName())) {
                owner = i;
                break;
            }
        }
        return owner == number;
    }

    private void status(SpanDraft draft) {
        AttributeValue error = draft.get("error");
        ZipkinStatus.take(draft);
        if (error != null) {
            draft.remove("error");
        }
        long http = switch (draft.get("http.status_code")) {
            case AttributeValue.Int(long number) -> number;
            case AttributeValue.Text(String text) when text.matches("[0-9]{3}") -> Long.parseLong(text);
            case null, default -> 0;
        };
        String message = draft.text("http.status_message");
        if (http >= 400) {
            draft.statusCode = SpanDraft.STATUS_ERROR;
            draft.statusMessage = message != null && draft.statusMessage.isEmpty() ? message : draft.statusMessage;
        }
    }

    private Resource resource(Half half) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        Endpoint endpoint = endpoint(half);
        if (endpoint != null) {
            service(attributes, endpoint);
            if (!endpoint.ipv4().isEmpty()) {
                attributes.put("ipv4", new AttributeValue.Text(endpoint.ipv4()));
            }
            if (!endpoint.ipv6().isEmpty()) {
                attributes.put("ipv6", new AttributeValue.Text(endpoint.ipv6()));
            }
            if (endpoint.port() != 0) {
                attributes.put("port", new AttributeValue.Text(Integer.toString(endpoint.port())));
            }
        } else {
            Endpoint other = null;
            for (Tag tag : tags) {
                other = other == null && !isPeer(tag.key()) ? tag.endpoint() : other;
            }
            for (Note note : notes) {
                other = other == null ? note.endpoint() : other;
            }
            service(attributes, other == null ? Endpoint.NONE : other);
        }
        return new Resource(SpanDraft.list(attributes), 0, "");
    }

    private static void service(Map<String, AttributeValue> attributes, Endpoint endpoint) {
        String service = endpoint.serviceName().isEmpty() ? "unknown-service" : endpoint.serviceName();
        attributes.put("service.name", new AttributeValue.Text(service));
    }

    /// Where the half was recorded.
    private @Nullable Endpoint endpoint(Half half) {
        Note first = core.get(half.first);
        Note last = core.get(half.last);
        if (first != null && first.endpoint() != null) {
            return first.endpoint();
        }
        return last == null ? null : last.endpoint();
    }

    private static boolean isPeer(String key) {
        return key.equals("sa") || key.equals("ca") || key.equals("ma");
    }
}
