package dev.vivace.wire.tempo;

import static dev.vivace.wire.protobuf.ProtobufWriter.LENGTH_DELIMITED;
import static dev.vivace.wire.protobuf.ProtobufWriter.VARINT;

import dev.vivace.wire.protobuf.ProtobufReader;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/// Requests of `tempopb.StreamingQuerier`, read as the parameters the HTTP endpoint of the same question has,
/// so that both are checked and answered alike. A field that is zero or empty is a parameter that is absent.
/// Fields nobody knows, and those the reference's parts send each other, are skipped.
///
/// Every method throws [IllegalArgumentException] if the bytes are no such message.
public final class StreamingRequests {

    /// Under which a request for values carries its field, which HTTP has in the path.
    public static final String TAG_NAME = "tagName";

    private static final int NANOS_DIGITS = 9;

    private StreamingRequests() {}

    /// A `SearchRequest`: `q`, `tags`, `minDuration`, `maxDuration`, `limit`, `start`, `end`, `spss`.
    public static Map<String, String> search(byte[] message) {
        Map<String, String> parameters = new LinkedHashMap<>();
        StringBuilder tags = new StringBuilder();
        ProtobufReader reader = new ProtobufReader(message, 0, message.length);
        while (reader.next()) {
            switch (reader.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> tag(reader.message(), tags);
                case 2 << 3 | VARINT -> millis("minDuration", reader.number(), parameters);
                case 3 << 3 | VARINT -> millis("maxDuration", reader.number(), parameters);
                case 4 << 3 | VARINT -> uint32("limit", reader.number(), parameters);
                case 5 << 3 | VARINT -> uint32("start", reader.number(), parameters);
                case 6 << 3 | VARINT -> uint32("end", reader.number(), parameters);
                case 8 << 3 | LENGTH_DELIMITED -> text("q", reader.text(), parameters);
                case 9 << 3 | VARINT -> uint32("spss", reader.number(), parameters);
                default -> {}
            }
        }
        text("tags", tags.toString(), parameters);
        return parameters;
    }

    /// A `SearchTagsRequest`: `scope`, `q`, `start`, `end`, `limit`, `maxStaleValues`.
    public static Map<String, String> tags(byte[] message) {
        Map<String, String> parameters = new LinkedHashMap<>();
        ProtobufReader reader = new ProtobufReader(message, 0, message.length);
        while (reader.next()) {
            switch (reader.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> text("scope", reader.text(), parameters);
                case 2 << 3 | LENGTH_DELIMITED -> text("q", reader.text(), parameters);
                case 3 << 3 | VARINT -> uint32("start", reader.number(), parameters);
                case 4 << 3 | VARINT -> uint32("end", reader.number(), parameters);
                case 5 << 3 | VARINT -> uint32("limit", reader.number(), parameters);
                case 6 << 3 | VARINT -> uint32("maxStaleValues", reader.number(), parameters);
                default -> {}
            }
        }
        return parameters;
    }

    /// A `SearchTagValuesRequest`: [#TAG_NAME], `q`, `start`, `end`, `limit`, `maxStaleValues`.
    public static Map<String, String> tagValues(byte[] message) {
        Map<String, String> parameters = new LinkedHashMap<>();
        ProtobufReader reader = new ProtobufReader(message, 0, message.length);
        while (reader.next()) {
            switch (reader.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> text(TAG_NAME, reader.text(), parameters);
                case 2 << 3 | LENGTH_DELIMITED -> text("q", reader.text(), parameters);
                case 4 << 3 | VARINT -> uint32("start", reader.number(), parameters);
                case 5 << 3 | VARINT -> uint32("end", reader.number(), parameters);
                case 6 << 3 | VARINT -> uint32("limit", reader.number(), parameters);
                case 7 << 3 | VARINT -> uint32("maxStaleValues", reader.number(), parameters);
                default -> {}
            }
        }
        return parameters;
    }

    /// A `QueryRangeRequest`: `q`, `start`, `end`, `step`, `exemplars`, `maxSeries`. Start and end are always
    /// there, for these calls have no default range.
    public static Map<String, String> metricsRange(byte[] message) {
        Map<String, String> parameters = new LinkedHashMap<>();
        long start = 0;
        long end = 0;
        ProtobufReader reader = new ProtobufReader(message, 0, message.length);
        while (reader.next()) {
            switch (reader.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> text("q", reader.text(), parameters);
                case 2 << 3 | VARINT -> start = reader.number();
                case 3 << 3 | VARINT -> end = reader.number();
                case 4 << 3 | VARINT -> seconds("step", reader.number(), parameters);
                case 16 << 3 | VARINT -> uint32("exemplars", reader.number(), parameters);
                case 17 << 3 | VARINT -> uint32("maxSeries", reader.number(), parameters);
                default -> {}
            }
        }
        range(start, end, parameters);
        return parameters;
    }

    /// A `QueryInstantRequest`: `q`, `start`, `end`, of which the times are always there.
    public static Map<String, String> metricsInstant(byte[] message) {
        Map<String, String> parameters = new LinkedHashMap<>();
        long start = 0;
        long end = 0;
        ProtobufReader reader = new ProtobufReader(message, 0, message.length);
        while (reader.next()) {
            switch (reader.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> text("q", reader.text(), parameters);
                case 2 << 3 | VARINT -> start = reader.number();
                case 3 << 3 | VARINT -> end = reader.number();
                default -> {}
            }
        }
        range(start, end, parameters);
        return parameters;
    }

    /// One entry of `Tags`, as logfmt.
    private static void tag(ProtobufReader entry, StringBuilder tags) {
        String key = "";
        String value = "";
        while (entry.next()) {
            switch (entry.tag()) {
                case 1 << 3 | LENGTH_DELIMITED -> key = entry.text();
                case 2 << 3 | LENGTH_DELIMITED -> value = entry.text();
                default -> {}
            }
        }
        tags.append(tags.isEmpty() ? "" : " ").append(key).append("=\"");
        tags.append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }

    /// Nanoseconds are told from seconds by their digits: of the former there are always more than ten.
    private static void range(long start, long end, Map<String, String> parameters) {
        parameters.put("start", nanos(start));
        parameters.put("end", nanos(end));
    }

    private static String nanos(long unsigned) {
        return String.format("%019d", unsigned < 0 ? Long.MAX_VALUE : unsigned);
    }

    private static void seconds(String name, long nanos, Map<String, String> parameters) {
        if (nanos != 0) {
            parameters.put(
                    name,
                    new BigDecimal(Long.toUnsignedString(nanos))
                            .movePointLeft(NANOS_DIGITS)
                            .toPlainString());
        }
    }

    private static void millis(String name, long number, Map<String, String> parameters) {
        if ((int) number != 0) {
            parameters.put(name, Integer.toUnsignedString((int) number) + "ms");
        }
    }

    private static void uint32(String name, long number, Map<String, String> parameters) {
        if ((int) number != 0) {
            parameters.put(name, Integer.toUnsignedString((int) number));
        }
    }

    private static void text(String name, String text, Map<String, String> parameters) {
        if (!text.isEmpty()) {
            parameters.put(name, text);
        }
    }
}
