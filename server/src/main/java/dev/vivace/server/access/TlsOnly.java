package dev.vivace.server.access;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.receive.GrpcCode;
import dev.vivace.ingest.receive.GrpcReply;
import dev.vivace.ingest.receive.Refusal;

/// Stands before everything on a port with a certificate: who comes without TLS is told so, and gets nothing else. The
/// alternative, to hang up, leaves people guessing. Thread-safe.
public final class TlsOnly implements HttpService {

    private final HttpService service;

    public TlsOnly(HttpService service) {
        this.service = service;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        if (ctx.sessionProtocol().isTls()) {
            return service.serve(ctx, request);
        }
        Refusal refusal = new Refusal(
                "plain_connection",
                400,
                GrpcCode.UNAVAILABLE,
                "this port speaks TLS, and the request came without",
                "send it to https:// instead of http://; an OTLP exporter over gRPC must not be 'insecure'",
                null);
        if (GrpcReply.isWanted(request.headers())) {
            return GrpcReply.status(refusal);
        }
        return HttpResponse.of(
                ResponseHeaders.of(HttpStatus.BAD_REQUEST, HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8"),
                HttpData.ofUtf8(refusal.message() + "; " + refusal.remedy() + "\n"));
    }
}
