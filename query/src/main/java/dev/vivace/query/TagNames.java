package dev.vivace.query;

import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.eval.SpanFilter;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.NestedTable;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Collects the names of attributes that occur.
final class TagNames {

    private TagNames() {}

    static SortedMap<AttributeScope, SortedSet<String>> collect(SpanSource source, TagNamesRequest request)
            throws IOException {
        SpanFilter filter =
                TraceQl.lenientFilter(request.filter()).map(SpanFilter::of).orElseGet(SpanFilter::all);
        SortedMap<AttributeScope, SortedSet<String>> names = new TreeMap<>();
        MatchedSpans.forEach(source, request.range(), filter, false, (table, matched) -> {
            for (AttributeScope scope : AttributeScope.values()) {
                if (request.scope() == null || request.scope() == scope) {
                    collect(table, scope, matched, names);
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
            @Nullable RowSet matched,
            SortedMap<AttributeScope, SortedSet<String>> names) {
        SortedSet<String> ofScope = names.computeIfAbsent(scope, _ -> new TreeSet<>());
        for (String key : table.attributeKeys(scope)) {
            if (!ofScope.contains(key) && (matched == null || occurs(table, scope, key, matched))) {
                ofScope.add(key);
            }
        }
        if (ofScope.isEmpty()) {
            names.remove(scope);
        }
    }

    private static boolean occurs(SpanTable table, AttributeScope scope, String key, RowSet matched) {
        if (scope == AttributeScope.EVENT || scope == AttributeScope.LINK) {
            NestedTable nested = table.nested(scope);
            RowSet among = NestedRowSets.of(nested, matched);
            return anyPresent(nested.attribute(key), among);
        }
        return anyPresent(table.attribute(scope, key), matched);
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
