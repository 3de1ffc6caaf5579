package dev.vivace.wire.otlp;

import dev.vivace.wire.otlp.MalformedOtlpException.Reason;
import java.util.HexFormat;

/// Words the decoder's refusals: looks up where in the request a byte lies, and what the body could be instead.
final class Refusals {

    private final byte[] data;
    private final int offset;
    private final int size;

    /// @param data the array with the request
    /// @param offset where it begins
    /// @param size its bytes
    Refusals(byte[] data, int offset, int size) {
        this.data = data;
        this.offset = offset;
        this.size = size;
    }

    /// The bytes make no sense at `at`: `what` says why, in words that go on from "the field at byte 7".
    MalformedOtlpException malformed(int at, String what) {
        String instead = BodyFormat.insteadOfProtobuf(data, offset, size);
        if (instead != null) {
            return wrongFormat(instead);
        }
        return failure(Reason.MALFORMED, at, what);
    }

    /// The bytes are something else altogether.
    static MalformedOtlpException wrongFormat(String instead) {
        return new MalformedOtlpException(Reason.WRONG_FORMAT, "not an OTLP protobuf request: " + instead);
    }

    MalformedOtlpException failure(Reason reason, int at, String what) {
        String path = FieldPath.of(data, offset, size, at);
        return new MalformedOtlpException(
                reason,
                "malformed OTLP protobuf: " + (path.isEmpty() ? "the request" : path) + " at byte "
                        + (at - offset) + " of " + size + " " + what
                        + "; the body must be an ExportTraceServiceRequest, complete and decompressed");
    }

    /// The `AnyValue` at `at` is one too deep.
    MalformedOtlpException tooDeep(int at) {
        String path = FieldPath.of(data, offset, size, at);
        return new MalformedOtlpException(
                Reason.TOO_DEEP,
                "attribute value is nested deeper than " + OtlpDecoder.MAX_DEPTH + " levels (expected: at most "
                        + OtlpDecoder.MAX_DEPTH
                        + "): at byte " + (at - offset) + ", " + abbreviate(path)
                        + "; send it as a JSON string, or flatten it");
    }

    /// The trace id at `idAt`, `length` bytes, of the message at `messageAt` is none.
    ///
    /// @param leaf the field's name
    /// @param required whether zeros and absence are mistakes too
    MalformedOtlpException invalidTraceId(int idAt, int length, int messageAt, String leaf, boolean required) {
        boolean nothing = length == 0 || length == 16;
        String head = nothing
                ? "trace ids must be 128 bit, received 0 bits"
                : "trace id has " + length + " bytes (expected: 16 bytes" + (required ? ", not all zero" : "") + ")";
        return new MalformedOtlpException(
                Reason.INVALID_TRACE_ID, head + idPlace(idAt, length, messageAt, leaf, 16, required));
    }

    /// The same of a span id.
    MalformedOtlpException invalidSpanId(int idAt, int length, int messageAt, String leaf, boolean required) {
        boolean nothing = length == 0 || length == 8;
        String head = nothing
                ? "span ids must be 64 bit and not all zero, received 0 bits"
                : (leaf.equals("parentSpanId") ? "parent span id has " : "span id has ") + length
                        + " bytes (expected: 8 bytes" + (required ? ", not all zero" : "") + ")";
        return new MalformedOtlpException(
                Reason.INVALID_SPAN_ID, head + idPlace(idAt, length, messageAt, leaf, 8, required));
    }

    private String idPlace(int idAt, int length, int messageAt, String leaf, int expected, boolean required) {
        int at = length == 0 ? messageAt : idAt;
        // the byte before the message, its length, belongs to it but to none of its fields; likewise for the id
        String path = FieldPath.of(data, offset, size, at - 1);
        StringBuilder text = new StringBuilder(": ")
                .append(length == 0 ? path + "." + leaf : path)
                .append(" at byte ")
                .append(at - offset);
        if (length == 0) {
            text.append(" is absent (expected: ").append(expected).append(" bytes, not all zero)");
        } else if (length == expected) {
            text.append(" is all zeros (expected: ").append(expected).append(" bytes, not all zero)");
        } else {
            text.append(" is ").append(HexFormat.of().formatHex(data, idAt, idAt + Math.min(length, 32)));
            text.append(length > 32 ? "…" : "");
        }
        text.append("; ids are ").append(expected).append(" raw bytes in protobuf, ");
        text.append(expected * 2).append(" hex digits in OTLP/JSON");
        if (length == expected * 2 && isHex(idAt, length)) {
            text.append(": these bytes are the hex digits as text, decode them first");
        } else if (!required) {
            text.append("; leave the field out if there is none");
        }
        return text.toString();
    }

    private boolean isHex(int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (!HexFormat.isHexDigit(data[i])) {
                return false;
            }
        }
        return true;
    }

    /// Deep paths repeat themselves: the first and the last steps tell enough.
    private static String abbreviate(String path) {
        return path.length() <= 160 ? path : path.substring(0, 110) + " … " + path.substring(path.length() - 40);
    }
}
