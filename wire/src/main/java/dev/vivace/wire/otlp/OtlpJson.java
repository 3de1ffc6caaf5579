package dev.vivace.wire.otlp;

import dev.vivace.wire.json.JsonMistake;
import dev.vivace.wire.otlp.MalformedOtlpException.Reason;
import dev.vivace.wire.otlp.OtlpSchema.Field;
import dev.vivace.wire.otlp.OtlpSchema.FieldType;
import dev.vivace.wire.otlp.OtlpSchema.Message;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// OTLP/JSON to the same request in protobuf, in one pass over the text.
///
/// Ids are hex of either case; enums are numbers or names; 64-bit integers are numbers or strings; doubles are numbers
/// or strings (`"NaN"`); names are lowerCamelCase or snake_case; unknown names are ignored; `null` is as good as
/// nothing. A span without ids is refused here already, while its line and column are known. What is plainly another
/// format, or would be ignored with all its spans, is refused with a word on where it belongs.
///
/// Thread-safe: every call stands for itself.
///
/// @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP, JSON Protobuf encoding</a>
public final class OtlpJson {

    /// An attribute value costs up to four levels of JSON for one of its own.
    private static final int MAX_JSON_DEPTH = 16 + 4 * OtlpDecoder.MAX_DEPTH;
    /// Names of a foreign document that are looked at.
    private static final int MAX_NAMES = 64;

    private static final BigInteger MAX_UINT64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /// Bodies are bounded in size before they come here.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_JSON_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final ProtobufWriter out;
    /// How many `AnyValue`s are open.
    private int valueDepth;

    private OtlpJson(JsonParser parser, ProtobufWriter out) {
        this.parser = parser;
        this.out = out;
    }

    /// How many spans a request has that could not be transcoded, as far as it can be read.
    public static int spans(byte[] json, int offset, int length) {
        int spans = 0;
        int depth = 0;
        int within = 0;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, offset, length)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                    if (within == 0 && token == JsonToken.START_ARRAY && "spans".equals(parser.currentName())) {
                        within = depth;
                    } else if (within > 0 && depth == within + 1) {
                        spans++;
                    }
                } else if (token.isStructEnd()) {
                    within = depth == within ? 0 : within;
                    depth--;
                }
            }
        } catch (JacksonException _) {
            return spans;
        }
        return spans;
    }

    /// Transcodes one request.
    ///
    /// @return an `ExportTraceServiceRequest` that [OtlpDecoder] accepts
    /// @throws MalformedOtlpException if the text is no OTLP/JSON
    public static byte[] toProtobuf(byte[] json, int offset, int length) throws MalformedOtlpException {
        ProtobufWriter out = new ProtobufWriter(length);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, offset, length)) {
            new OtlpJson(parser, out).request();
            return out.toByteArray();
        } catch (StreamConstraintsException tooMuch) {
            if (!tooMuch.getOriginalMessage().contains("depth")) {
                throw new MalformedOtlpException(
                        Reason.MALFORMED,
                        "malformed JSON" + place(tooMuch.getLocation()) + ": " + JsonMistake.words(tooMuch)
                                + " (expected: numbers of at most 1000 digits)");
            }
            throw new MalformedOtlpException(
                    Reason.TOO_DEEP,
                    "OTLP/JSON is nested deeper than " + MAX_JSON_DEPTH
                            + " levels (expected: attribute values of at most "
                            + OtlpDecoder.MAX_DEPTH + " levels)" + place(tooMuch.getLocation())
                            + "; send deep values as a JSON string, or flatten them");
        } catch (JacksonException noJson) {
            String instead = BodyFormat.insteadOfJson(json, offset, length);
            if (instead != null) {
                throw new MalformedOtlpException(Reason.WRONG_FORMAT, "not an OTLP/JSON request: " + instead);
            }
            throw new MalformedOtlpException(
                    Reason.MALFORMED,
                    "malformed JSON" + place(noJson.getLocation()) + ": " + JsonMistake.words(noJson)
                            + " (expected: one complete JSON document in UTF-8)");
        }
    }

    private void request() throws MalformedOtlpException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new MalformedOtlpException(
                    Reason.MALFORMED, "the body is empty (expected: a JSON object; {} is a request without spans)");
        }
        if (first == JsonToken.START_ARRAY) {
            Set<String> names = parser.nextToken() == JsonToken.START_OBJECT ? names() : Set.of();
            throw wrongFormat("the root is an array (expected: an object): " + ForeignJson.array(names));
        }
        if (first != JsonToken.START_OBJECT) {
            throw wrongFormat("the root is " + found() + " (expected: an object)");
        }
        Set<String> unknown = new LinkedHashSet<>();
        boolean familiar = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            Field field = OtlpSchema.REQUEST.field(name);
            if (field != null) {
                familiar = true;
                parser.nextToken();
                field(field);
            } else {
                if (unknown.size() < MAX_NAMES) {
                    unknown.add(name);
                }
                parser.nextToken();
                parser.skipChildren();
            }
        }
        if (!familiar && !unknown.isEmpty()) {
            throw wrongFormat(
                    "the root has no 'resourceSpans' but " + shown(unknown) + ": " + ForeignJson.object(unknown));
        }
        if (parser.nextToken() != null) {
            throw wrongFormat("a second JSON document begins" + place(parser.currentTokenLocation())
                    + " (expected: one document); send one request per document");
        }
    }

    /// Names of the members of the object the parser stands at.
    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME && names.size() < MAX_NAMES) {
            names.add(parser.currentName());
            parser.nextToken();
            parser.skipChildren();
        }
        return names;
    }

    /// Writes the fields of the object the parser stands at.
    private void message(Message message) throws MalformedOtlpException {
        boolean traceId = false;
        boolean spanId = false;
        String nearMiss = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            Field field = message.field(name);
            JsonToken token = parser.nextToken();
            if (field == null) {
                if (message == OtlpSchema.SPAN && isNearId(name)) {
                    nearMiss = name;
                } else if (message == OtlpSchema.RESOURCE_SPANS && name.equals("spans")) {
                    throw wrongFormat(path() + place(parser.currentTokenLocation())
                            + ": spans stand in no scope (expected: scopeSpans); write"
                            + " \"scopeSpans\":[{\"spans\":[ … ]}]");
                }
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                boolean set = field(field);
                if (field.type() == FieldType.TRACE_ID) {
                    traceId = set;
                } else if (field.type() == FieldType.SPAN_ID && field.number() == 2) {
                    spanId = set;
                }
            }
        }
        if (message == OtlpSchema.SPAN && !(traceId && spanId)) {
            throw missingId(traceId ? FieldType.SPAN_ID : FieldType.TRACE_ID, nearMiss);
        }
    }

    /// Writes the field whose value the parser stands at.
    ///
    /// @return false for an id that is empty or all zeros, true otherwise
    private boolean field(Field field) throws MalformedOtlpException {
        if (!field.repeated()) {
            return single(field);
        }
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return true;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw malformed(found() + " (expected: an array)", "put it into [ ]");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            single(field);
        }
        return true;
    }

    private boolean single(Field field) throws MalformedOtlpException {
        switch (field.type()) {
            case MESSAGE -> nested(field);
            case STRING -> out.string(field.number(), string("quote it, or use the field for its type"));
            case BYTES -> bytes(field);
            case TRACE_ID, SPAN_ID -> {
                return id(field);
            }
            case BOOL -> {
                if (!parser.currentToken().isBoolean()) {
                    throw malformed(found() + " (expected: true or false)", "write it without quotes");
                }
                out.bool(field.number(), parser.getBooleanValue());
            }
            case INT64 -> out.int64(field.number(), integer(Long.MIN_VALUE, BigInteger.valueOf(Long.MAX_VALUE)));
            case FIXED64 -> out.fixed64(field.number(), integer(0, MAX_UINT64));
            case UINT32 -> out.int64(field.number(), integer(0, BigInteger.valueOf(0xFFFF_FFFFL)));
            case FIXED32 -> out.fixed32(field.number(), (int) integer(0, BigInteger.valueOf(0xFFFF_FFFFL)));
            case DOUBLE -> out.real(field.number(), real());
            case ENUM -> out.int64(field.number(), enumeration(field));
        }
        return true;
    }

    private void nested(Field field) throws MalformedOtlpException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw malformed(
                    found() + " (expected: an object)",
                    field.nested() == OtlpSchema.ANY_VALUE
                            ? "write a value as {\"stringValue\":\"…\"}, {\"intValue\":\"1\"} and so on"
                            : "write " + field.nested().name() + " as { … }");
        }
        boolean anyValue = field.nested() == OtlpSchema.ANY_VALUE;
        if (anyValue && ++valueDepth > OtlpDecoder.MAX_DEPTH) {
            throw new MalformedOtlpException(
                    Reason.TOO_DEEP,
                    "attribute value is nested deeper than " + OtlpDecoder.MAX_DEPTH + " levels (expected: at most "
                            + OtlpDecoder.MAX_DEPTH + ")" + place(parser.currentTokenLocation())
                            + "; send it as a JSON string, or flatten it");
        }
        int mark = out.open(field.number());
        message(field.nested());
        out.close(mark);
        if (anyValue) {
            valueDepth--;
        }
    }

    private String string(String remedy) throws MalformedOtlpException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed(found() + " (expected: a string)", remedy);
        }
        return parser.getString();
    }

    private void bytes(Field field) throws MalformedOtlpException {
        String text = string("write bytes as a string of base64");
        try {
            String plain = text.replace('-', '+').replace('_', '/');
            out.bytes(field.number(), Base64.getDecoder().decode(plain));
        } catch (IllegalArgumentException noBase64) {
            throw malformed(found() + " (expected: base64)", "only ids are hex in OTLP/JSON, bytes are base64");
        }
    }

    private boolean id(Field field) throws MalformedOtlpException {
        boolean trace = field.type() == FieldType.TRACE_ID;
        int size = trace ? 16 : 8;
        String text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
        if (text == null) {
            throw invalidId(field, found() + " (expected: a string of " + size * 2 + " hex digits)");
        }
        if (text.isEmpty()) {
            out.emptyMessage(field.number());
            return false;
        }
        if (!IdText.isHex(text, size)) {
            throw invalidId(field, IdText.explain(text, size));
        }
        long last = HexFormat.fromHexDigitsToLong(text, size * 2 - 16, size * 2);
        if (trace) {
            long high = HexFormat.fromHexDigitsToLong(text, 0, 16);
            out.bytes16(field.number(), high, last);
            return (high | last) != 0;
        }
        out.bytes8(field.number(), last);
        return last != 0;
    }

    /// An integer within bounds, as a number or a string of decimal digits; `1e3` and `5.0` are integers too.
    private long integer(long min, BigInteger max) throws MalformedOtlpException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long number = parser.getLongValue();
            if (number >= min && (max.bitLength() >= 63 || number <= max.longValue())) {
                return number;
            }
        } else if (token == JsonToken.VALUE_NUMBER_INT
                || token == JsonToken.VALUE_NUMBER_FLOAT
                || token == JsonToken.VALUE_STRING) {
            String text = parser.getString().strip();
            try {
                BigDecimal decimal = new BigDecimal(text.length() <= 400 ? text : "");
                // 1e999999999 is a short text, but its digits do not fit into memory
                if (Math.abs((long) decimal.scale()) <= 400 && decimal.precision() - (long) decimal.scale() <= 20) {
                    BigInteger number = decimal.toBigIntegerExact();
                    if (number.compareTo(BigInteger.valueOf(min)) >= 0 && number.compareTo(max) <= 0) {
                        return number.longValue();
                    }
                }
            } catch (ArithmeticException | NumberFormatException noInteger) {
                // said below
            }
        }
        throw malformed(
                found() + " (expected: an integer from " + min + " to " + max + ")",
                "write it as a number, or as a string of its decimal digits");
    }

    private double real() throws MalformedOtlpException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            return Double.parseDouble(parser.getString());
        }
        if (token == JsonToken.VALUE_STRING) {
            try {
                return Double.parseDouble(parser.getString());
            } catch (NumberFormatException noNumber) {
                // said below
            }
        }
        throw malformed(
                found() + " (expected: a number, \"NaN\", \"Infinity\" or \"-Infinity\")", "write it as a number");
    }

    private long enumeration(Field field) throws MalformedOtlpException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            String name = parser.getString();
            int number = field.values().indexOf(name);
            if (number >= 0) {
                return number;
            }
            if (name.isEmpty() || !Character.isDigit(name.charAt(name.length() - 1))) {
                throw malformed(
                        found() + " (expected: one of " + String.join(", ", field.values()) + ", or its number)",
                        "spell it out" + suggestion(field, name));
            }
        }
        return integer(Integer.MIN_VALUE, BigInteger.valueOf(Integer.MAX_VALUE));
    }

    private static String suggestion(Field field, String name) {
        String suffix = "_" + name.toUpperCase(Locale.ROOT);
        for (String value : field.values()) {
            if (value.endsWith(suffix)) {
                return ": " + value;
            }
        }
        return "";
    }

    private static boolean isNearId(String name) {
        String plain = name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
        return plain.equals("traceid") || plain.equals("spanid") || plain.equals("id");
    }

    private MalformedOtlpException missingId(FieldType type, @Nullable String nearMiss) {
        boolean trace = type == FieldType.TRACE_ID;
        String text = (trace
                        ? "trace ids must be 128 bit, received 0 bits: "
                        : "span ids must be 64 bit and not all zero, received 0 bits: ")
                + path() + (trace ? ".traceId" : ".spanId")
                + " of the span that ends" + place(parser.currentTokenLocation())
                + " is absent, empty or all zeros (expected: " + (trace ? 32 : 16) + " hex digits, not all zero); "
                + (nearMiss == null
                        ? "every span needs both of its ids"
                        : "the span has '" + nearMiss + "', write it as " + (trace ? "'traceId'" : "'spanId'"));
        return new MalformedOtlpException(trace ? Reason.INVALID_TRACE_ID : Reason.INVALID_SPAN_ID, text);
    }

    private MalformedOtlpException invalidId(Field field, String what) {
        boolean trace = field.type() == FieldType.TRACE_ID;
        String head = trace ? "trace id " : field.name().equals("parentSpanId") ? "parent span id " : "span id ";
        int remedy = what.indexOf("; ");
        String before = remedy < 0 ? what : what.substring(0, remedy);
        return new MalformedOtlpException(
                trace ? Reason.INVALID_TRACE_ID : Reason.INVALID_SPAN_ID,
                head + before + ": " + path() + place(parser.currentTokenLocation())
                        + (remedy < 0 ? "; in OTLP/JSON ids are hex" : what.substring(remedy)));
    }

    private MalformedOtlpException malformed(String what, String remedy) {
        return new MalformedOtlpException(
                Reason.MALFORMED,
                "malformed OTLP/JSON: " + path() + place(parser.currentTokenLocation()) + " is " + what + "; "
                        + remedy);
    }

    private static MalformedOtlpException wrongFormat(String what) {
        return new MalformedOtlpException(Reason.WRONG_FORMAT, "not an OTLP/JSON request: " + what);
    }

    /// What the parser stands at, in a few words.
    private String found() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> {
                String text = parser.getString();
                yield "the string \"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\"";
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                String text = parser.getString();
                yield "the number " + (text.length() > 60 ? text.substring(0, 60) + "…" : text);
            }
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> "null";
            default -> "something else";
        };
    }

    /// The fields around the token, like `resourceSpans[2].scopeSpans[0].spans[17].traceId`.
    private String path() {
        StringBuilder path = new StringBuilder();
        append(parser.streamReadContext(), path);
        return path.isEmpty() ? "the root" : path.toString();
    }

    private static void append(@Nullable TokenStreamContext context, StringBuilder path) {
        if (context == null || context.inRoot()) {
            return;
        }
        append(context.getParent(), path);
        if (context.inArray()) {
            path.append('[').append(Math.max(0, context.getCurrentIndex())).append(']');
        } else if (context.inObject() && context.currentName() != null) {
            path.append(path.isEmpty() ? "" : ".").append(context.currentName());
        }
    }

    private static String place(@Nullable TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " at " + location.getLineNr() + ":" + location.getColumnNr();
    }

    private static String shown(Set<String> names) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (String name : names) {
            if (count++ == 5) {
                return text.append(", …").toString();
            }
            text.append(text.isEmpty() ? "" : ", ")
                    .append('\'')
                    .append(name.length() > 40 ? name.substring(0, 40) + "…" : name)
                    .append('\'');
        }
        return text.toString();
    }
}
