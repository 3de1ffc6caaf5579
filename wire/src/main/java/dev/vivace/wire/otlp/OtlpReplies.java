package dev.vivace.wire.otlp;

import dev.vivace.wire.json.JsonText;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a receiver of OTLP answers: success, or a `google.rpc.Status` in the encoding of the request. Every call
/// gives a new array.
///
/// @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp-response">OTLP/HTTP, responses</a>
public final class OtlpReplies {

    private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

    private OtlpReplies() {}

    /// `ExportTraceServiceResponse` in protobuf: an empty partial success, which is there.
    public static byte[] success() {
        return new byte[] {0x0A, 0x00};
    }

    /// `ExportTraceServiceResponse` in JSON.
    public static byte[] successJson() {
        return "{\"partialSuccess\":{}}".getBytes(StandardCharsets.UTF_8);
    }

    /// `ExportTraceServiceResponse` in protobuf, of a request of which not every span was taken.
    ///
    /// @param rejectedSpans how many were not
    /// @param message why
    public static byte[] partialSuccess(long rejectedSpans, String message) {
        ProtobufWriter out = new ProtobufWriter();
        int partial = out.open(1);
        out.optionalInt64(1, rejectedSpans);
        out.optionalString(2, message);
        out.close(partial);
        return out.toByteArray();
    }

    /// As [#partialSuccess], in JSON.
    public static byte[] partialSuccessJson(long rejectedSpans, String message) {
        JsonText out = new JsonText();
        out.beginObject().name("partialSuccess").beginObject();
        out.name("rejectedSpans").string(Long.toString(rejectedSpans));
        out.name("errorMessage").string(message);
        return out.endObject().endObject().toByteArray();
    }

    /// A `google.rpc.Status` in protobuf; also the value of gRPC's trailer `grpc-status-details-bin`.
    ///
    /// @param code the gRPC status code's number
    /// @param retryDelay when to try again, not negative; null adds no `RetryInfo`
    public static byte[] status(int code, String message, @Nullable Duration retryDelay) {
        ProtobufWriter out = new ProtobufWriter();
        out.optionalInt32(1, code);
        out.optionalString(2, message);
        if (retryDelay != null) {
            int any = out.open(3);
            out.string(1, RETRY_INFO);
            int retryInfo = out.open(2);
            int duration = out.open(1);
            out.optionalInt64(1, retryDelay.toSeconds());
            out.optionalInt32(2, retryDelay.toNanosPart());
            out.close(duration);
            out.close(retryInfo);
            out.close(any);
        }
        return out.toByteArray();
    }

    /// A `google.rpc.Status` in JSON; parameters as those of [#status].
    public static byte[] statusJson(int code, String message, @Nullable Duration retryDelay) {
        JsonText out = new JsonText();
        out.beginObject();
        if (code != 0) {
            out.name("code").number(code);
        }
        if (!message.isEmpty()) {
            out.name("message").string(message);
        }
        if (retryDelay != null) {
            out.name("details").beginArray().beginObject();
            out.name("@type").string(RETRY_INFO).name("retryDelay").string(seconds(retryDelay));
            out.endObject().endArray();
        }
        return out.endObject().toByteArray();
    }

    /// A duration as proto3's JSON has it: seconds with 0, 3, 6 or 9 decimals.
    private static String seconds(Duration duration) {
        int nanos = duration.toNanosPart();
        if (nanos == 0) {
            return duration.toSeconds() + "s";
        }
        String decimals = String.format("%09d", nanos);
        while (decimals.endsWith("000")) {
            decimals = decimals.substring(0, decimals.length() - 3);
        }
        return duration.toSeconds() + "." + decimals + "s";
    }
}
