package dev.vivace.wire.otlp;

/// Tags of the fields the decoder knows, `field number << 3 | wire type`, named after their message and field.
/// Wire type 0 is a varint, 1 eight bytes, 2 a length and that many bytes, 5 four bytes.
///
/// [OtlpSchema] has the same numbers as tables, for those who are not in a hurry.
final class OtlpTags {

    static final int REQUEST_RESOURCE_SPANS = 1 << 3 | 2;
    static final int RESOURCE_SPANS_RESOURCE = 1 << 3 | 2;
    static final int RESOURCE_SPANS_SCOPE_SPANS = 2 << 3 | 2;
    static final int RESOURCE_SPANS_SCHEMA_URL = 3 << 3 | 2;
    /// `instrumentation_library_spans` of OTLP before 0.15: on the wire the same as scope spans.
    static final int RESOURCE_SPANS_LIBRARY_SPANS = 1000 << 3 | 2;
    static final int SCOPE_SPANS_SCOPE = 1 << 3 | 2;
    static final int SCOPE_SPANS_SPANS = 2 << 3 | 2;
    static final int SCOPE_SPANS_SCHEMA_URL = 3 << 3 | 2;
    static final int RESOURCE_ATTRIBUTES = 1 << 3 | 2;
    static final int RESOURCE_DROPPED_ATTRIBUTES_COUNT = 2 << 3;
    static final int SCOPE_NAME = 1 << 3 | 2;
    static final int SCOPE_VERSION = 2 << 3 | 2;
    static final int SCOPE_ATTRIBUTES = 3 << 3 | 2;
    static final int SCOPE_DROPPED_ATTRIBUTES_COUNT = 4 << 3;
    static final int SPAN_TRACE_ID = 1 << 3 | 2;
    static final int SPAN_SPAN_ID = 2 << 3 | 2;
    static final int SPAN_TRACE_STATE = 3 << 3 | 2;
    static final int SPAN_PARENT_SPAN_ID = 4 << 3 | 2;
    static final int SPAN_NAME = 5 << 3 | 2;
    static final int SPAN_KIND = 6 << 3;
    static final int SPAN_START = 7 << 3 | 1;
    static final int SPAN_END = 8 << 3 | 1;
    static final int SPAN_ATTRIBUTES = 9 << 3 | 2;
    static final int SPAN_DROPPED_ATTRIBUTES_COUNT = 10 << 3;
    static final int SPAN_EVENTS = 11 << 3 | 2;
    static final int SPAN_DROPPED_EVENTS_COUNT = 12 << 3;
    static final int SPAN_LINKS = 13 << 3 | 2;
    static final int SPAN_DROPPED_LINKS_COUNT = 14 << 3;
    static final int SPAN_STATUS = 15 << 3 | 2;
    static final int SPAN_FLAGS = 16 << 3 | 5;
    static final int STATUS_MESSAGE = 2 << 3 | 2;
    static final int STATUS_CODE = 3 << 3;
    static final int EVENT_TIME = 1 << 3 | 1;
    static final int EVENT_NAME = 2 << 3 | 2;
    static final int EVENT_ATTRIBUTES = 3 << 3 | 2;
    static final int EVENT_DROPPED_ATTRIBUTES_COUNT = 4 << 3;
    static final int LINK_TRACE_ID = 1 << 3 | 2;
    static final int LINK_SPAN_ID = 2 << 3 | 2;
    static final int LINK_TRACE_STATE = 3 << 3 | 2;
    static final int LINK_ATTRIBUTES = 4 << 3 | 2;
    static final int LINK_DROPPED_ATTRIBUTES_COUNT = 5 << 3;
    static final int LINK_FLAGS = 6 << 3 | 5;
    static final int KEY_VALUE_KEY = 1 << 3 | 2;
    static final int KEY_VALUE_VALUE = 2 << 3 | 2;
    static final int VALUE_STRING = 1 << 3 | 2;
    static final int VALUE_BOOL = 2 << 3;
    static final int VALUE_INT = 3 << 3;
    static final int VALUE_DOUBLE = 4 << 3 | 1;
    static final int VALUE_ARRAY = 5 << 3 | 2;
    static final int VALUE_KVLIST = 6 << 3 | 2;
    static final int VALUE_BYTES = 7 << 3 | 2;
    /// An index into a string table that trace requests do not have: a member of the `oneof` that says nothing.
    static final int VALUE_STRING_INDEX = 8 << 3;
    static final int LIST_VALUES = 1 << 3 | 2;

    private OtlpTags() {}
}
