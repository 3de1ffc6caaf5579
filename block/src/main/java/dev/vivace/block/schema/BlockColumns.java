package dev.vivace.block.schema;

import dev.vivace.model.AttributeScope;

/// The names of the columns every block has. Their meaning, type and encoding stand in `docs/formats/block.md`.
public final class BlockColumns {

    /// Version of the layout, kept in the footer under [#VERSION_KEY] and in the meta.
    public static final int FORMAT_VERSION = 1;

    public static final String VERSION_KEY = "vivace.format_version";
    public static final String CATALOGUE_KEY = "vivace.catalogue";

    public static final String TRACE_ID = "trace_id";
    public static final String SPAN_ID = "span_id";
    public static final String PARENT_SPAN_ID = "parent_span_id";
    public static final String DEPTH = "depth";
    public static final String SUBTREE_SIZE = "subtree_size";
    public static final String SENT_PLACE = "sent_place";
    public static final String START = "start_unix_nano";
    public static final String DURATION = "duration_nano";
    public static final String NAME = "name";
    public static final String KIND = "kind";
    public static final String STATUS_CODE = "status_code";
    public static final String STATUS_MESSAGE = "status_message";
    public static final String TRACE_STATE = "trace_state";
    public static final String FLAGS = "flags";
    public static final String DROPPED_ATTRIBUTES = "dropped_attributes_count";
    public static final String DROPPED_EVENTS = "dropped_events_count";
    public static final String DROPPED_LINKS = "dropped_links_count";
    public static final String ROOT_SERVICE = "root_service";
    public static final String ROOT_NAME = "root_name";
    public static final String TRACE_START = "trace_start_unix_nano";
    public static final String TRACE_DURATION = "trace_duration_nano";
    public static final String SCOPE_NAME = "scope_name";
    public static final String SCOPE_VERSION = "scope_version";
    public static final String SCOPE_SCHEMA_URL = "scope_schema_url";
    public static final String SCOPE_DROPPED = "scope_dropped_attributes_count";
    public static final String RESOURCE_SCHEMA_URL = "resource_schema_url";
    public static final String RESOURCE_DROPPED = "resource_dropped_attributes_count";

    public static final String EVENTS = "events";
    public static final String LINKS = "links";
    public static final String EVENT_TIME = "time_unix_nano";
    public static final String EVENT_NAME = "name";
    public static final String LINK_TRACE_ID = "trace_id";
    public static final String LINK_SPAN_ID = "span_id";
    public static final String LINK_TRACE_STATE = "trace_state";
    public static final String LINK_FLAGS = "flags";

    private static final String NESTED_ATTRIBUTE = "attributes.";
    private static final String SPILL = "attributes_spill";
    private static final String SPILL_KEYS = "attributes_spill_keys";

    private BlockColumns() {}

    /// The column of a key's main type: `span.http.route`; within an event or link `attributes.exception.type`.
    public static String attribute(AttributeScope scope, String key) {
        return isNested(scope) ? NESTED_ATTRIBUTE + key : scope.word() + "." + key;
    }

    /// The column that holds, as JSON objects, the attributes without a column of their own.
    public static String spill(AttributeScope scope) {
        return isNested(scope) ? SPILL : scope.word() + "_" + SPILL;
    }

    /// The column beside it that holds, as JSON arrays, their keys in order.
    public static String spillKeys(AttributeScope scope) {
        return isNested(scope) ? SPILL_KEYS : scope.word() + "_" + SPILL_KEYS;
    }

    /// Whether attributes of this level sit inside a list column.
    public static boolean isNested(AttributeScope scope) {
        return scope == AttributeScope.EVENT || scope == AttributeScope.LINK;
    }

    /// The list column of a nested level.
    public static String list(AttributeScope scope) {
        return scope == AttributeScope.EVENT ? EVENTS : LINKS;
    }
}
