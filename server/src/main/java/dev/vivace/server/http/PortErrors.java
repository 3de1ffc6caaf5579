package dev.vivace.server.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;

/// What a port says to requests that no door of ours ever sees, because they are no good HTTP. Thread-safe.
final class PortErrors implements ServerErrorHandler {

    /// Leaves what a service throws to the library.
    @Override
    public @Nullable HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
        return null;
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext ctx,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return answer(status, description);
    }

    @Override
    public AggregatedHttpResponse onProtocolViolation(
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return answer(status, description);
    }

    private static AggregatedHttpResponse answer(HttpStatus status, @Nullable String description) {
        String what = description == null || description.isEmpty() ? status.reasonPhrase() : description;
        String text = status.code() + " " + what + remedy(status.code()) + "\n";
        return AggregatedHttpResponse.of(
                ResponseHeaders.builder(status)
                        .set(HttpHeaderNames.CONTENT_TYPE, Reply.TEXT)
                        .build(),
                HttpData.ofUtf8(text));
    }

    private static String remedy(int status) {
        return switch (status) {
            case 400 ->
                " (expected: a path without '..', where each '%' is followed by two hex digits, '%25' for the"
                        + " sign itself; curl -G --data-urlencode does that)";
            case 405 -> " (expected: GET or POST)";
            case 414 -> " (expected: at most 262144 bytes of path and parameters)";
            case 431 -> " (expected: at most 65536 bytes of headers)";
            default -> "";
        };
    }
}
