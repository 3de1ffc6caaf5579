package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/// How gRPC calls are answered: with a status and no message, in one header block, or with what stands
/// before and
/// behind messages.
///
/// @see <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses">gRPC over HTTP/2</a>
public final class GrpcReply {

    static final String CONTENT_TYPE = "application/grpc";
    static final AsciiString ACCEPT_ENCODING = AsciiString.cached("grpc-accept-encoding");
    static final AsciiString STATUS = AsciiString.cached("grpc-status");
    /// The compressions a message may have.
    static final String ACCEPTED = "identity,gzip,zstd,snappy";

    private static final AsciiString MESSAGE = AsciiString.cached("grpc-message");
    private static final AsciiString DETAILS = AsciiString.cached("grpc-status-details-bin");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private GrpcReply() {}

    /// Whether a request speaks gRPC, and so wants this kind of answer.
    public static boolean isWanted(RequestHeaders headers) {
        return headers.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith(CONTENT_TYPE);
    }

    public static HttpResponse status(Refusal refusal) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(200)
                .endOfStream(true)
                .set(HttpHeaderNames.CONTENT_TYPE, CONTENT_TYPE)
                .set(ACCEPT_ENCODING, ACCEPTED)
                .set(STATUS, Integer.toString(refusal.code().number()))
                .set(MESSAGE, percentEncode(refusal.text()));
        if (refusal.retryAfter() != null) {
            headers.set(DETAILS, Base64.getEncoder().withoutPadding().encodeToString(ErrorStatus.protobuf(refusal)));
        }
        return HttpResponse.of(headers.build());
    }

    /// What a call begins with that answers with messages.
    public static ResponseHeaders head() {
        return ResponseHeaders.builder(200)
                .set(HttpHeaderNames.CONTENT_TYPE, CONTENT_TYPE)
                .set(ACCEPT_ENCODING, ACCEPTED)
                .build();
    }

    /// What a call ends with that went well.
    public static HttpHeaders success() {
        return HttpHeaders.of(STATUS, "0");
    }

    /// What a call ends with that failed on its way.
    public static HttpHeaders failure(GrpcCode code, String message) {
        return HttpHeaders.of(STATUS, Integer.toString(code.number()), MESSAGE, percentEncode(message));
    }

    private static String percentEncode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0x20 && b <= 0x7e && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
