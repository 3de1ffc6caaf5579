package dev.vivace.server.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.vivace.ingest.receive.GrpcReply;
import io.netty.util.AsciiString;

/// What stands beside the path below which a server keeps everything: gRPC, whose paths are fixed, and directions for
/// everybody else. Thread-safe.
///
/// @param prefix `/…` without a slash at its end
/// @param server what stands below
record PathPrefix(String prefix, HttpService server) implements HttpService {

    /// Tells programs below which path they have to look.
    static final AsciiString BELOW = AsciiString.cached("x-vivace-below");

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        if (GrpcReply.isWanted(request.headers())) {
            return server.serve(ctx, request);
        }
        return notHere(
                prefix,
                "Everything is below " + prefix + " (server.http_path_prefix): ask " + prefix + request.path() + "\n");
    }

    /// 404 for who has to look elsewhere.
    static HttpResponse notHere(String below, String directions) {
        return HttpResponse.of(
                ResponseHeaders.builder(404)
                        .set(HttpHeaderNames.CONTENT_TYPE, Reply.TEXT)
                        .set(BELOW, below)
                        .build(),
                HttpData.ofUtf8("404 page not found\n" + directions));
    }
}
