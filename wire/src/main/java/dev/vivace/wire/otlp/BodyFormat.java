package dev.vivace.wire.otlp;

import dev.vivace.wire.protobuf.ProtobufReader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Recognises what else a body could be, once it turned out not to be what it was sent as.
final class BodyFormat {

    private BodyFormat() {}

    /// What a body that is no OTLP protobuf looks like and what to do about it; null if nothing comes to mind.
    static @Nullable String insteadOfProtobuf(byte[] data, int offset, int length) {
        int first = offset;
        int end = offset + length;
        while (first < end && isJsonSpace(data[first])) {
            first++;
        }
        if (first < end && (data[first] == '{' || data[first] == '[')) {
            return "the body looks like JSON (it starts with '" + (char) data[first]
                    + "') but was sent as protobuf; send it with Content-Type: application/json";
        }
        String compression = compression(data, offset, length);
        if (compression != null) {
            return compression;
        }
        if (length >= 5 && (data[offset] == 0 || data[offset] == 1)) {
            if (ByteBuffer.wrap(data, offset + 1, 4).getInt() == length - 5) {
                return "the body looks like a gRPC message with its 5-byte prefix;"
                        + " send gRPC with Content-Type: application/grpc, or the bytes after the prefix";
            }
        }
        return null;
    }

    /// What a body that is no JSON looks like and what to do about it; null if nothing comes to mind.
    static @Nullable String insteadOfJson(byte[] data, int offset, int length) {
        String compression = compression(data, offset, length);
        if (compression != null) {
            return compression;
        }
        if (length > 0 && data[offset] == 0x0A && isRequestOutline(data, offset, length)) {
            return "the body looks like protobuf but was sent as JSON;"
                    + " send it with Content-Type: application/x-protobuf";
        }
        return null;
    }

    private static @Nullable String compression(byte[] data, int offset, int length) {
        if (length < 4) {
            return null;
        }
        int b0 = data[offset] & 0xFF;
        int b1 = data[offset + 1] & 0xFF;
        if (b0 == 0x1F && b1 == 0x8B) {
            return "the body looks gzip-compressed; send it with Content-Encoding: gzip";
        }
        if (b0 == 0x28 && b1 == 0xB5 && (data[offset + 2] & 0xFF) == 0x2F && (data[offset + 3] & 0xFF) == 0xFD) {
            return "the body looks zstd-compressed; send it with Content-Encoding: zstd";
        }
        if (b0 == 0x78 && (b1 == 0x01 || b1 == 0x5E || b1 == 0x9C || b1 == 0xDA)) {
            return "the body looks zlib-compressed; send it with Content-Encoding: deflate";
        }
        return null;
    }

    /// Whether the bytes are a sequence of `resource_spans` fields, looked at from the outside.
    private static boolean isRequestOutline(byte[] data, int offset, int length) {
        try {
            ProtobufReader reader = new ProtobufReader(data, offset, length);
            while (reader.next()) {
                if (reader.tag() != OtlpTags.REQUEST_RESOURCE_SPANS) {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException noProtobuf) {
            return false;
        }
    }

    private static boolean isJsonSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
