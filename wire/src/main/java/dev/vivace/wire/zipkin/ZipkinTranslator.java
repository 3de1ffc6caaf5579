package dev.vivace.wire.zipkin;

import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.thrift.MalformedThriftException;

/// Zipkin's requests to OTLP. Immutable.
///
/// @param typedTags whether tags that read as whole number, decimal number or boolean become such
///     (`parse_string_tags`)
/// @see <a href="https://zipkin.io/zipkin-api/">Zipkin's API</a>
public record ZipkinTranslator(boolean typedTags) {

    /// What a body is.
    public enum Format {
        JSON("json"),
        PROTOBUF("protobuf"),
        THRIFT("thrift");

        private final String word;

        Format(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// Which of its formats a body is, by its first byte: JSON begins with a bracket, a list of Thrift
    /// structs with its elements' type, a `ListOfSpans` with its only field.
    public static Format detect(byte[] data, int offset, int length) {
        // a newline before JSON is also the tag of a list's first span, whose first field is an id of 8
        // or 16 bytes
        if (length > 3
                && data[offset] == 0x0a
                && data[offset + 2] == 0x0a
                && (data[offset + 3] == 8 || data[offset + 3] == 16)) {
            return Format.PROTOBUF;
        }
        int at = offset;
        while (at < offset + length && (data[at] == ' ' || data[at] == '\n' || data[at] == '\r' || data[at] == '\t')) {
            at++;
        }
        if (at == offset + length || data[at] == '[' || data[at] == '{') {
            return Format.JSON;
        }
        return data[offset] == 0x0a ? Format.PROTOBUF : data[offset] == 0x0c ? Format.THRIFT : Format.JSON;
    }

    /// An array of spans of either version, or a single one.
    ///
    /// @param first whether a span that could be of both versions is one of version 1
    public Translation json(byte[] data, int offset, int length, boolean first) throws ForeignRequestException {
        return ZipkinJson.read(data, offset, length, first, typedTags);
    }

    /// A `ListOfSpans` of zipkin.proto3.
    public Translation protobuf(byte[] data, int offset, int length) throws ForeignRequestException {
        try {
            return ZipkinProtobuf.read(data, offset, length, typedTags);
        } catch (IllegalArgumentException e) {
            throw new ForeignRequestException(
                    ForeignRequestException.MALFORMED, "malformed ListOfSpans of zipkin.proto3: " + e.getMessage());
        }
    }

    /// A list of spans of zipkinCore.thrift, in the binary protocol.
    public static Translation thrift(byte[] data, int offset, int length) throws ForeignRequestException {
        try {
            return ZipkinThrift.read(data, offset, length);
        } catch (MalformedThriftException e) {
            throw new ForeignRequestException(
                    ForeignRequestException.MALFORMED,
                    "malformed list of zipkinCore spans in thrift: " + e.getMessage()
                            + "; the body must be one list of Span structs, in the binary protocol");
        }
    }
}
