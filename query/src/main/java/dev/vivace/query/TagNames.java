package dev.vivace.query;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.eval.SpanFilter;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Collects the names of attributes that occur. Of a trace of which several tables hold spans, those parts count that
/// overlap the time range themselves. Without a filter a block lists the names of all of it, whichever part of it is in
/// the range: those stand in its footer.
final class TagNames {

    private TagNames() {}

    static SortedMap<AttributeScope, SortedSet<String>> collect(SpanSource source, TagNamesRequest request)
            throws IOException {
        SpanFilter filter =
                TraceQl.lenientFilter(request.filter()).map(SpanFilter::of).orElseGet(SpanFilter::all);
        SortedMap<AttributeScope, SortedSet<String>> names = new TreeMap<>();
        MatchedSpans.forEach(source, request.range(), Integer.MAX_VALUE, filter, false, (table, matched) -> {
            for (AttributeScope scope : AttributeScope.values()) {
                if (request.scope() == null || request.scope() == scope) {
                    collect(table, scope, filter, matched, names);
                }
            }
            return true;
        });
        if (request.limit() > 0) {
            names.replaceAll((_, all) -> first(all, request.limit()));
        }
        return names;
    }

    private static void collect(
            SpanTable table,
            AttributeScope scope,
            SpanFilter filter,
            @Nullable RowSet matched,
            SortedMap<AttributeScope, SortedSet<String>> names) {
        SortedSet<String> ofScope = names.computeIfAbsent(scope, _ -> new TreeSet<>());
        boolean nested = scope == AttributeScope.EVENT || scope == AttributeScope.LINK;
        RowSet among = nested ? filter.matchNested(table, scope, matched) : matched;
        for (String key : table.attributeKeys(scope)) {
            if (!ofScope.contains(key) && (among == null || occurs(table, scope, key, among))) {
                ofScope.add(key);
            }
        }
        if (ofScope.isEmpty()) {
            names.remove(scope);
        }
    }

    /// @param among rows of the spans, or of the events or links if the scope is one of those
    private static boolean occurs(SpanTable table, AttributeScope scope, String key, RowSet among) {
        boolean nested = scope == AttributeScope.EVENT || scope == AttributeScope.LINK;
        return anyPresent(nested ? table.nested(scope).attribute(key) : table.attribute(scope, key), among);
    }

    private static boolean anyPresent(List<Column> columns, RowSet among) {
        for (Column column : columns) {
            RowSet present = new RowSet(among.rows());
            column.present(present);
            present.and(among);
            if (!present.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static SortedSet<String> first(SortedSet<String> all, int limit) {
        SortedSet<String> result = new TreeSet<>();
        for (String name : all) {
            if (result.size() == limit) {
                break;
            }
            result.add(name);
        }
        return result;
    }
}
