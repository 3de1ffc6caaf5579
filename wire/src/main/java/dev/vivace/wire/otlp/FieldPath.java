package dev.vivace.wire.otlp;

import dev.vivace.wire.otlp.OtlpSchema.Field;
import dev.vivace.wire.otlp.OtlpSchema.FieldType;
import dev.vivace.wire.otlp.OtlpSchema.Message;
import dev.vivace.wire.protobuf.ProtobufReader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds out where in a request a byte lies, after the fact: the decoder keeps no path while all is well.
final class FieldPath {

    private FieldPath() {}

    /// The fields around the byte at `target`, like `resourceSpans[2].scopeSpans[0].spans[17].traceId`. Reads from the
    /// start of the request as far as the bytes make sense; empty if the byte lies in no field we know.
    static String of(byte[] data, int offset, int length, int target) {
        StringBuilder path = new StringBuilder();
        Message message = OtlpSchema.REQUEST;
        int from = offset;
        int size = length;
        while (true) {
            ProtobufReader reader = new ProtobufReader(data, from, size);
            Map<Integer, Integer> counts = new HashMap<>();
            Field found = find(message, reader, target, counts);
            if (found == null) {
                return path.toString();
            }
            path.append(path.isEmpty() ? "" : ".").append(found.name());
            if (found.repeated()) {
                path.append('[').append(counts.getOrDefault(found.number(), 0)).append(']');
            }
            boolean inside = reader.valueOffset() > reader.tagOffset() && target >= reader.valueOffset();
            if (found.type() != FieldType.MESSAGE || !inside || target >= reader.valueOffset() + reader.valueLength()) {
                return path.toString();
            }
            message = found.nested();
            from = reader.valueOffset();
            size = reader.valueLength();
        }
    }

    /// Steps `reader` to the field that holds the byte, counting the fields before it by number.
    private static @Nullable Field find(
            Message message, ProtobufReader reader, int target, Map<Integer, Integer> counts) {
        try {
            while (reader.next()) {
                Field field = message.field(reader.field());
                boolean known = field != null && field.tag() == reader.tag();
                if (target < reader.position()) {
                    return known ? field : null;
                }
                if (known) {
                    counts.merge(reader.field(), 1, Integer::sum);
                }
            }
            return null;
        } catch (IllegalArgumentException malformed) {
            // this very field does not fit into its message: name it as far as its tag tells
            Field field = message.field(reader.field());
            return field != null && field.tag() == reader.tag() ? field : null;
        }
    }
}
