package dev.vivace.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A batch: spans of one trace and one resource that were sent together. Equal resources do not make one
/// batch of two. Immutable.
///
/// @param scopes at least one, in the order in which they were sent
public record ResourceSpans(Resource resource, List<ScopeSpans> scopes) {
    public ResourceSpans {
        scopes = List.copyOf(scopes);
    }

    /// Its spans, scope after scope.
    public Stream<Span> spans() {
        return scopes.stream().flatMap(scope -> scope.spans().stream());
    }

    /// Batches for spans of which is not known how they were sent: one per resource, each with one entry
    /// per scope, in the order of their first span.
    @SuppressWarnings("ReferenceEquality") // a shortcut: what differs by reference is compared by value after it
    public static List<ResourceSpans> grouped(List<Span> spans) {
        Map<Resource, Map<InstrumentationScope, List<Span>>> groups = new LinkedHashMap<>();
        @Nullable Span previous = null;
        List<Span> group = new ArrayList<>();
        for (Span span : spans) {
            // hashing a resource costs more than writing a span, and neighbours mostly share theirs
            if (previous == null || previous.resource() != span.resource() || previous.scope() != span.scope()) {
                group = groups.computeIfAbsent(span.resource(), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(span.scope(), _ -> new ArrayList<>());
            }
            group.add(span);
            previous = span;
        }
        List<ResourceSpans> batches = new ArrayList<>(groups.size());
        groups.forEach((resource, scopes) -> {
            List<ScopeSpans> members = new ArrayList<>(scopes.size());
            scopes.forEach((scope, some) -> members.add(new ScopeSpans(scope, some)));
            batches.add(new ResourceSpans(resource, members));
        });
        return batches;
    }

    /// The batches with only those of their spans that are wanted; what has none then is left out.
    ///
    /// @param wanted asked once for each span, in order
    public static List<ResourceSpans> keeping(List<ResourceSpans> batches, Predicate<Span> wanted) {
        List<ResourceSpans> kept = new ArrayList<>(batches.size());
        for (ResourceSpans batch : batches) {
            List<ScopeSpans> scopes = new ArrayList<>(batch.scopes().size());
            for (ScopeSpans scope : batch.scopes()) {
                List<Span> spans = scope.spans().stream().filter(wanted).toList();
                if (!spans.isEmpty()) {
                    scopes.add(new ScopeSpans(scope.scope(), spans));
                }
            }
            if (!scopes.isEmpty()) {
                kept.add(new ResourceSpans(batch.resource(), scopes));
            }
        }
        return kept;
    }
}
