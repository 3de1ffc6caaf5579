package dev.vivace.it;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// A trace of the shape tempo-vulture writes: a chain of spans in one to ten batches, of which several can
/// have equal resources, with attributes and events of random names; written at once or, as a "long write",
/// part by part. Immutable.
///
/// @param seconds when it began; all of it follows from that and the number
/// @param parts what is sent together
record VultureTrace(long seconds, long high, long low, List<List<ResourceSpans>> parts) {

    static VultureTrace of(long seconds, int number, int partCount) {
        SplittableRandom random = new SplittableRandom(seconds * 1000 + number);
        long high = random.nextLong();
        long low = random.nextLong() | 1;
        List<List<ResourceSpans>> parts = new ArrayList<>();
        ByteString parent = ByteString.EMPTY;
        for (int part = 0; part < partCount; part++) {
            List<ResourceSpans> batches = new ArrayList<>();
            for (int batch = 1 + random.nextInt(10); batch > 0; batch--) {
                ScopeSpans.Builder spans = ScopeSpans.newBuilder().setScope(InstrumentationScope.getDefaultInstance());
                for (int span = 1 + random.nextInt(5); span > 0; span--) {
                    ByteString id = id(random.nextLong() | 1);
                    spans.addSpans(span(id, parent, seconds + part, high, low, random));
                    parent = id;
                }
                Resource.Builder resource =
                        Resource.newBuilder().addAttributes(attribute("service.name", "tempo-vulture"));
                if (random.nextInt(3) == 0) { // else equal to its neighbours
                    resource.addAttributes(attribute("vulture-process-" + random.nextInt(3), "x"));
                }
                batches.add(ResourceSpans.newBuilder()
                        .setResource(resource)
                        .addScopeSpans(spans)
                        .build());
            }
            parts.add(List.copyOf(batches));
        }
        return new VultureTrace(seconds, high, low, List.copyOf(parts));
    }

    private static Span span(
            ByteString id, ByteString parent, long seconds, long high, long low, SplittableRandom random) {
        long start = seconds * 1_000_000_000L + random.nextInt(1_000_000) * 1000L;
        Span.Builder span = Span.newBuilder()
                .setTraceId(id(high).concat(id(low)))
                .setSpanId(id)
                .setParentSpanId(parent)
                .setName("my operation " + random.nextInt(4))
                .setStartTimeUnixNano(start)
                .setEndTimeUnixNano(start + random.nextInt(100) * 1000L)
                .setStatus(Status.getDefaultInstance());
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            span.addAttributes(attribute("vulture-" + i, "value " + random.nextInt(1_000_000)));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            Span.Event.Builder event = Span.Event.newBuilder().setTimeUnixNano(start + i * 1000L);
            for (int key = 1 + random.nextInt(3); key > 0; key--) {
                event.addAttributes(attribute("event-" + key, "v" + random.nextInt(100)));
            }
            span.addEvents(event);
        }
        return span.build();
    }

    private static ByteString id(long value) {
        return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(value).array());
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    String hex() {
        return "%016x%016x".formatted(high, low);
    }

    /// The batches of the first parts, as they were sent.
    List<ResourceSpans> first(int partCount) {
        return parts.subList(0, partCount).stream().flatMap(List::stream).toList();
    }

    /// An attribute of a span of the first parts, by which to search.
    KeyValue attribute(int partCount, int choice) {
        List<KeyValue> all = first(partCount).stream()
                .flatMap(batch -> batch.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .flatMap(span -> span.getAttributesList().stream())
                .toList();
        return all.get(Math.floorMod(choice, all.size()));
    }

    /// The batches with their attributes in order of keys: nobody promises another order.
    static List<ResourceSpans> withSortedAttributes(List<ResourceSpans> batches) {
        return batches.stream().map(VultureTrace::sorted).toList();
    }

    private static ResourceSpans sorted(ResourceSpans batch) {
        ResourceSpans.Builder out = batch.toBuilder();
        List<KeyValue> resource = byKey(batch.getResource().getAttributesList());
        out.getResourceBuilder().clearAttributes().addAllAttributes(resource);
        out.getScopeSpansBuilderList()
                .forEach(scope -> scope.getSpansBuilderList().forEach(span -> {
                    List<KeyValue> own = byKey(span.getAttributesList());
                    span.clearAttributes().addAllAttributes(own);
                    span.getEventsBuilderList().forEach(event -> {
                        List<KeyValue> some = byKey(event.getAttributesList());
                        event.clearAttributes().addAllAttributes(some);
                    });
                }));
        return out.build();
    }

    private static List<KeyValue> byKey(List<KeyValue> attributes) {
        List<KeyValue> sorted = new ArrayList<>(attributes);
        Collections.sort(sorted, Comparator.comparing(KeyValue::getKey));
        return sorted;
    }
}
