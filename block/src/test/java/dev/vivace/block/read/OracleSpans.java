package dev.vivace.block.read;

import dev.vivace.block.schema.AttributeType;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Event;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Link;
import dev.vivace.model.Resource;
import dev.vivace.model.Span;
import dev.vivace.model.SpanId;
import dev.vivace.model.TraceId;
import dev.vivace.parquet.ParquetSchema;
import dev.vivace.wire.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes spans of what an oracle read, by nothing but what `docs/formats/block.md` says: that the page is
/// enough to read a block.
final class OracleSpans {

    private final ParquetSchema schema;
    private final Catalogue catalogue;
    private final List<List<@Nullable Object>> columns;

    OracleSpans(ParquetSchema schema, Catalogue catalogue, List<List<@Nullable Object>> columns) {
        this.schema = schema;
        this.catalogue = catalogue;
        this.columns = columns;
    }

    int rowCount() {
        return columns.getFirst().size();
    }

    Span span(int row) {
        Function<String, @Nullable Object> cells =
                name -> columns.get(schema.indexOf(name)).get(row);
        String parent = (String) cells.apply("parent_span_id");
        long start = number(cells.apply("start_unix_nano"));
        return new Span(
                TraceId.parse(text(cells.apply("trace_id"))),
                new SpanId(id(text(cells.apply("span_id")))),
                parent == null ? null : new SpanId(id(parent)),
                text(cells.apply("trace_state")),
                (int) number(cells.apply("flags")),
                text(cells.apply("name")),
                (int) number(cells.apply("kind")),
                start,
                start + number(cells.apply("duration_nano")),
                attributes(AttributeScope.SPAN, "span.", "span_", cells),
                (int) number(cells.apply("dropped_attributes_count")),
                events(row),
                (int) number(cells.apply("dropped_events_count")),
                links(row),
                (int) number(cells.apply("dropped_links_count")),
                (int) number(cells.apply("status_code")),
                text(cells.apply("status_message")),
                new Resource(
                        attributes(AttributeScope.RESOURCE, "resource.", "resource_", cells),
                        (int) number(cells.apply("resource_dropped_attributes_count")),
                        text(cells.apply("resource_schema_url"))),
                new InstrumentationScope(
                        text(cells.apply("scope_name")),
                        text(cells.apply("scope_version")),
                        attributes(AttributeScope.INSTRUMENTATION, "instrumentation.", "instrumentation_", cells),
                        (int) number(cells.apply("scope_dropped_attributes_count")),
                        text(cells.apply("scope_schema_url"))));
    }

    private List<Event> events(int row) {
        List<Event> result = new ArrayList<>();
        int count = ((List<?>) cell("events", "time_unix_nano", row)).size();
        for (int i = 0; i < count; i++) {
            Function<String, @Nullable Object> cells = element("events", row, i);
            result.add(new Event(
                    number(cells.apply("time_unix_nano")),
                    text(cells.apply("name")),
                    attributes(AttributeScope.EVENT, "attributes.", "", cells),
                    (int) number(cells.apply("dropped_attributes_count"))));
        }
        return result;
    }

    private List<Link> links(int row) {
        List<Link> result = new ArrayList<>();
        int count = ((List<?>) cell("links", "trace_id", row)).size();
        for (int i = 0; i < count; i++) {
            Function<String, @Nullable Object> cells = element("links", row, i);
            String trace = text(cells.apply("trace_id"));
            result.add(new Link(
                    id(trace.substring(0, 16)),
                    id(trace.substring(16)),
                    id(text(cells.apply("span_id"))),
                    text(cells.apply("trace_state")),
                    (int) number(cells.apply("flags")),
                    attributes(AttributeScope.LINK, "attributes.", "", cells),
                    (int) number(cells.apply("dropped_attributes_count"))));
        }
        return result;
    }

    private Object cell(String list, String name, int row) {
        Object cell = columns.get(schema.indexOf(list, name)).get(row);
        if (cell == null) {
            throw new AssertionError("list column '" + list + "' has no list at row " + row);
        }
        return cell;
    }

    private Function<String, @Nullable Object> element(String list, int row, int index) {
        return name -> ((List<?>) cell(list, name, row)).get(index);
    }

    private List<Attribute> attributes(
            AttributeScope scope, String prefix, String spillPrefix, Function<String, @Nullable Object> cells) {
        List<Attribute> result = new ArrayList<>();
        for (String key : catalogue.keys(scope)) {
            for (Catalogue.Place place : catalogue.places(scope, key)) {
                if (place.column() != null) {
                    if (!place.column().startsWith(prefix + key)) {
                        throw new AssertionError("column '" + place.column() + "' of key '" + key + "'");
                    }
                    Object cell = cells.apply(place.column());
                    if (cell != null) {
                        result.add(new Attribute(key, value(place.type(), cell)));
                    }
                }
            }
        }
        String spilled = (String) cells.apply(spillPrefix + "attributes_spill");
        if (spilled != null) {
            byte[] json = spilled.getBytes(StandardCharsets.UTF_8);
            List<Attribute> attributes = ValueJson.parseAttributes(json, 0, json.length);
            result.addAll(attributes);
            List<AttributeValue> keys = attributes.stream()
                    .map(Attribute::key)
                    .distinct()
                    .sorted()
                    .<AttributeValue>map(AttributeValue.Text::new)
                    .toList();
            String keysCell = text(cells.apply(spillPrefix + "attributes_spill_keys"));
            if (!keysCell.equals(new String(ValueJson.write(new AttributeValue.Many(keys)), StandardCharsets.UTF_8))) {
                throw new AssertionError("keys " + keysCell + " beside attributes " + spilled);
            }
        }
        result.sort(Attribute.COLUMN_ORDER);
        return result;
    }

    private static AttributeValue value(AttributeType type, Object cell) {
        return switch (type) {
            case TEXT -> new AttributeValue.Text((String) cell);
            case INT -> new AttributeValue.Int((Long) cell);
            case DOUBLE -> new AttributeValue.Real((Double) cell);
            case BOOLEAN -> new AttributeValue.Bool((Boolean) cell);
            case JSON -> {
                byte[] json = ((String) cell).getBytes(StandardCharsets.UTF_8);
                yield ValueJson.parse(json, 0, json.length);
            }
        };
    }

    private static long id(String hex) {
        return Long.parseUnsignedLong(hex, 16);
    }

    private static long number(@Nullable Object cell) {
        return cell == null ? 0 : ((Number) cell).longValue();
    }

    private static String text(@Nullable Object cell) {
        return cell == null ? "" : (String) cell;
    }
}
