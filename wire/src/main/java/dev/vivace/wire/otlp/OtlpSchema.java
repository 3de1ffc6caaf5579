package dev.vivace.wire.otlp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The messages of `opentelemetry.proto.trace.v1` as tables: what the JSON readers and writers and the error messages
/// know about fields. The decoder and the encoder have the numbers compiled in; a test holds both against the generated
/// classes.
///
/// @see <a
/// href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto">
///     trace.proto</a>
final class OtlpSchema {

    /// How a field is written, in protobuf and in JSON.
    enum FieldType {
        MESSAGE(2),
        STRING(2),
        BYTES(2),
        /// 16 bytes; hex in OTLP/JSON, base64 in Tempo's.
        TRACE_ID(2),
        /// 8 bytes; hex in OTLP/JSON, base64 in Tempo's.
        SPAN_ID(2),
        BOOL(0),
        INT64(0),
        UINT32(0),
        /// An enum whose values have names.
        ENUM(0),
        FIXED64(1),
        DOUBLE(1),
        FIXED32(5);

        final int wireType;

        FieldType(int wireType) {
            this.wireType = wireType;
        }
    }

    /// One field of a message.
    ///
    /// @param name as JSON spells it, lowerCamelCase
    /// @param oneof whether it is a member of a `oneof`, so that even a zero is written
    /// @param message what a field of type MESSAGE holds
    /// @param values the names of an ENUM by number, empty otherwise
    record Field(
            int number,
            String name,
            FieldType type,
            boolean repeated,
            boolean oneof,
            @Nullable Message message,
            List<String> values) {

        int tag() {
            return number << 3 | type.wireType;
        }

        /// The message of a field of type MESSAGE.
        Message nested() {
            if (message == null) {
                throw new IllegalStateException("field " + name + " holds no message");
            }
            return message;
        }
    }

    /// A message: its fields by number and by name. Filled while this class loads, immutable afterwards.
    static final class Message {
        private final String name;
        private final List<@Nullable Field> byNumber = new ArrayList<>();
        private final Map<String, Field> byName = new HashMap<>();

        private Message(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        /// The field with this number, null if the message has none.
        @Nullable
        Field field(int number) {
            return number >= 0 && number < byNumber.size() ? byNumber.get(number) : null;
        }

        /// The field JSON calls so, in lowerCamelCase or snake_case; null if the message has none.
        @Nullable
        Field field(String jsonName) {
            return byName.get(jsonName);
        }

        private Message scalar(int number, String fieldName, FieldType type) {
            return add(new Field(number, fieldName, type, false, false, null, List.of()));
        }

        private Message member(int number, String fieldName, FieldType type) {
            return add(new Field(number, fieldName, type, false, true, null, List.of()));
        }

        private Message member(int number, String fieldName, Message message) {
            return add(new Field(number, fieldName, FieldType.MESSAGE, false, true, message, List.of()));
        }

        private Message single(int number, String fieldName, Message message) {
            return add(new Field(number, fieldName, FieldType.MESSAGE, false, false, message, List.of()));
        }

        private Message many(int number, String fieldName, Message message) {
            return add(new Field(number, fieldName, FieldType.MESSAGE, true, false, message, List.of()));
        }

        private Message names(int number, String fieldName, List<String> values) {
            return add(new Field(number, fieldName, FieldType.ENUM, false, false, null, values));
        }

        /// Another name JSON may use for a field.
        private Message alias(String fieldName, String alias) {
            Field field = byName.get(fieldName);
            if (field == null) {
                throw new IllegalArgumentException("no field " + fieldName + " in " + name);
            }
            byName.put(alias, field);
            byName.put(snakeCase(alias), field);
            return this;
        }

        private Message add(Field field) {
            while (byNumber.size() <= field.number()) {
                byNumber.add(null);
            }
            byNumber.set(field.number(), field);
            byName.put(field.name(), field);
            byName.put(snakeCase(field.name()), field);
            return this;
        }
    }

    /// Names of a span's kinds, by number.
    static final List<String> SPAN_KINDS = List.of(
            "SPAN_KIND_UNSPECIFIED",
            "SPAN_KIND_INTERNAL",
            "SPAN_KIND_SERVER",
            "SPAN_KIND_CLIENT",
            "SPAN_KIND_PRODUCER",
            "SPAN_KIND_CONSUMER");
    /// Names of a status's codes, by number.
    static final List<String> STATUS_CODES = List.of("STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR");

    static final Message ANY_VALUE = new Message("AnyValue");
    static final Message KEY_VALUE =
            new Message("KeyValue").scalar(1, "key", FieldType.STRING).single(2, "value", ANY_VALUE);
    static final Message ARRAY_VALUE = new Message("ArrayValue").many(1, "values", ANY_VALUE);
    static final Message KEY_VALUE_LIST = new Message("KeyValueList").many(1, "values", KEY_VALUE);

    static {
        ANY_VALUE
                .member(1, "stringValue", FieldType.STRING)
                .member(2, "boolValue", FieldType.BOOL)
                .member(3, "intValue", FieldType.INT64)
                .member(4, "doubleValue", FieldType.DOUBLE)
                .member(5, "arrayValue", ARRAY_VALUE)
                .member(6, "kvlistValue", KEY_VALUE_LIST)
                .member(7, "bytesValue", FieldType.BYTES);
    }

    static final Message EVENT = new Message("Span.Event")
            .scalar(1, "timeUnixNano", FieldType.FIXED64)
            .scalar(2, "name", FieldType.STRING)
            .many(3, "attributes", KEY_VALUE)
            .scalar(4, "droppedAttributesCount", FieldType.UINT32);
    static final Message LINK = new Message("Span.Link")
            .scalar(1, "traceId", FieldType.TRACE_ID)
            .scalar(2, "spanId", FieldType.SPAN_ID)
            .scalar(3, "traceState", FieldType.STRING)
            .many(4, "attributes", KEY_VALUE)
            .scalar(5, "droppedAttributesCount", FieldType.UINT32)
            .scalar(6, "flags", FieldType.FIXED32);
    static final Message STATUS =
            new Message("Status").scalar(2, "message", FieldType.STRING).names(3, "code", STATUS_CODES);
    static final Message SPAN = new Message("Span")
            .scalar(1, "traceId", FieldType.TRACE_ID)
            .scalar(2, "spanId", FieldType.SPAN_ID)
            .scalar(3, "traceState", FieldType.STRING)
            .scalar(4, "parentSpanId", FieldType.SPAN_ID)
            .scalar(5, "name", FieldType.STRING)
            .names(6, "kind", SPAN_KINDS)
            .scalar(7, "startTimeUnixNano", FieldType.FIXED64)
            .scalar(8, "endTimeUnixNano", FieldType.FIXED64)
            .many(9, "attributes", KEY_VALUE)
            .scalar(10, "droppedAttributesCount", FieldType.UINT32)
            .many(11, "events", EVENT)
            .scalar(12, "droppedEventsCount", FieldType.UINT32)
            .many(13, "links", LINK)
            .scalar(14, "droppedLinksCount", FieldType.UINT32)
            .single(15, "status", STATUS)
            .scalar(16, "flags", FieldType.FIXED32);
    static final Message SCOPE = new Message("InstrumentationScope")
            .scalar(1, "name", FieldType.STRING)
            .scalar(2, "version", FieldType.STRING)
            .many(3, "attributes", KEY_VALUE)
            .scalar(4, "droppedAttributesCount", FieldType.UINT32);
    static final Message SCOPE_SPANS = new Message("ScopeSpans")
            .single(1, "scope", SCOPE)
            .many(2, "spans", SPAN)
            .scalar(3, "schemaUrl", FieldType.STRING)
            .alias("scope", "instrumentationLibrary"); // before OTLP 0.15
    static final Message RESOURCE = new Message("Resource")
            .many(1, "attributes", KEY_VALUE)
            .scalar(2, "droppedAttributesCount", FieldType.UINT32);
    static final Message RESOURCE_SPANS = new Message("ResourceSpans")
            .single(1, "resource", RESOURCE)
            .many(2, "scopeSpans", SCOPE_SPANS)
            .scalar(3, "schemaUrl", FieldType.STRING)
            .alias("scopeSpans", "instrumentationLibrarySpans"); // before OTLP 0.15
    /// `ExportTraceServiceRequest`, `TracesData` and Tempo's `Trace` are the same on the wire.
    static final Message REQUEST = new Message("ExportTraceServiceRequest").many(1, "resourceSpans", RESOURCE_SPANS);

    private OtlpSchema() {}

    private static String snakeCase(String camelCase) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < camelCase.length(); i++) {
            char c = camelCase.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                snake.append('_').append((char) (c + 32));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }
}
