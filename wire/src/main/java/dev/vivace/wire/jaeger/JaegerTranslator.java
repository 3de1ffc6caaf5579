package dev.vivace.wire.jaeger;

import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.thrift.BinaryThrift;
import dev.vivace.wire.thrift.CompactThrift;
import dev.vivace.wire.thrift.MalformedThriftException;
import dev.vivace.wire.thrift.ThriftReader;

/// Jaeger's requests to OTLP. Stateless.
///
/// @see <a href="https://github.com/jaegertracing/jaeger-idl">Jaeger's interfaces</a>
public final class JaegerTranslator {

    private JaegerTranslator() {}

    /// What a body is, by its first bytes.
    public enum Format {
        THRIFT_BINARY("thrift-binary"),
        THRIFT_COMPACT("thrift-compact"),
        JSON("json");

        private final String word;

        Format(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// Which of its formats a body sent over HTTP is: a field's head tells the two protocols of Thrift
    /// apart, and JSON begins with a brace.
    public static Format detect(byte[] data, int offset, int length) {
        int at = offset;
        while (at < offset + length && (data[at] == ' ' || data[at] == '\n' || data[at] == '\r' || data[at] == '\t')) {
            at++;
        }
        if (at < offset + length && (data[at] == '{' || data[at] == '[')) {
            return Format.JSON;
        }
        int first = length == 0 ? 0 : data[offset] & 0xff;
        // binary: a type up to 16, or 0x80 before a message; compact: a delta of at least 1, or 0x82
        return first <= ThriftReader.UUID || first == 0x80 ? Format.THRIFT_BINARY : Format.THRIFT_COMPACT;
    }

    /// A `Batch` struct, or an `emitBatch` message with one, as sent over HTTP.
    public static Translation thrift(byte[] data, int offset, int length, Format format)
            throws ForeignRequestException {
        ThriftReader reader = reader(data, offset, length, format);
        boolean message = length > 0 && (data[offset] & 0x80) != 0;
        return read(message, reader, length, format);
    }

    /// Which of Thrift's two protocols a datagram is in: each begins a message in a way the other cannot. Only binary
    /// messages as they were before Thrift numbered its versions begin otherwise.
    ///
    /// @param expected if nothing tells
    public static Format detectMessage(byte[] data, int offset, int length, Format expected) {
        int first = length == 0 ? 0 : data[offset] & 0xff;
        return switch (first) {
            case 0x80 -> Format.THRIFT_BINARY;
            case 0x82 -> Format.THRIFT_COMPACT;
            default -> expected;
        };
    }

    /// A datagram: one `emitBatch` message.
    public static Translation datagram(byte[] data, int offset, int length, Format format)
            throws ForeignRequestException {
        return read(true, reader(data, offset, length, format), length, format);
    }

    private static Translation read(boolean message, ThriftReader reader, int length, Format format)
            throws ForeignRequestException {
        try {
            return message ? JaegerThrift.message(reader, length) : JaegerThrift.batch(reader, length);
        } catch (MalformedThriftException e) {
            throw new ForeignRequestException(
                    ForeignRequestException.MALFORMED,
                    "malformed Jaeger batch in " + format.word() + ": " + e.getMessage()
                            + "; the body must be one complete Batch struct of jaeger.thrift");
        }
    }

    private static ThriftReader reader(byte[] data, int offset, int length, Format format) {
        return format == Format.THRIFT_COMPACT
                ? new CompactThrift(data, offset, length)
                : new BinaryThrift(data, offset, length);
    }

    /// A `PostSpansRequest` of `jaeger.api_v2`.
    public static Translation protobuf(byte[] data, int offset, int length) throws ForeignRequestException {
        try {
            return JaegerProtobuf.request(data, offset, length);
        } catch (IllegalArgumentException e) {
            throw new ForeignRequestException(
                    ForeignRequestException.MALFORMED,
                    "malformed PostSpansRequest of jaeger.api_v2: " + e.getMessage());
        }
    }

    /// The JSON of Jaeger's UI and query API: `{"data":[{"traceID":…,"spans":[…],"processes":{…}}]}`, or
    /// what stands inside `data`.
    public static Translation json(byte[] data, int offset, int length) throws ForeignRequestException {
        return JaegerJson.read(data, offset, length);
    }
}
