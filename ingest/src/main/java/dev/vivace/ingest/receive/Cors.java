package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which web pages may send spans: what the `cors` section of a collector's receiver says. Immutable.
///
/// @param allowedOrigins like `https://shop.example`, with at most one `*` each for any text; a lone `*` for every page
/// @param allowedHeaders that a page may set besides [#USUAL_HEADERS]; a lone `*` for all
/// @param maxAge how long a browser may remember the answer; zero for its default
/// @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS</a>
public record Cors(List<String> allowedOrigins, List<String> allowedHeaders, Duration maxAge) {

    /// No web page may.
    public static final Cors NONE = new Cors(List.of(), List.of(), Duration.ZERO);

    /// What exporters set.
    static final List<String> USUAL_HEADERS =
            List.of("accept", "content-type", "content-encoding", "x-requested-with", "x-scope-orgid");

    public Cors {
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHeaders = allowedHeaders.stream()
                .map(header -> header.toLowerCase(Locale.ROOT))
                .toList();
        for (String origin : allowedOrigins) {
            if (origin.indexOf('*') != origin.lastIndexOf('*')) {
                throw new IllegalArgumentException(
                        "allowed_origins: '" + origin + "' (expected: at most one *, as in https://*.example.com)");
            }
        }
    }

    /// Whether a request is a browser's question before the request proper.
    static boolean isPreflight(RequestHeaders headers) {
        return headers.method() == HttpMethod.OPTIONS
                && headers.contains(HttpHeaderNames.ORIGIN)
                && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /// The answer to a browser's question; null if the answer is no.
    @Nullable
    HttpResponse preflight(RequestHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN, "");
        String wanted = headers.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS, "");
        if (!allows(origin) || !allowsHeaders(wanted)) {
            return null;
        }
        ResponseHeadersBuilder answer = ResponseHeaders.builder(204);
        allow(origin, answer);
        answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST");
        if (!wanted.isEmpty()) {
            answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
        }
        if (maxAge.isPositive()) {
            answer.setLong(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, maxAge.toSeconds());
        }
        return HttpResponse.of(answer.build());
    }

    /// Lets the page that asked read the answer.
    HttpResponse onto(HttpResponse response, RequestHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin == null || !allows(origin)) {
            return response;
        }
        return response.mapHeaders(sent -> {
            ResponseHeadersBuilder builder = sent.toBuilder();
            allow(origin, builder);
            return builder.build();
        });
    }

    private void allow(String origin, ResponseHeadersBuilder headers) {
        if (allowedOrigins.contains("*")) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        } else {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                    .add(HttpHeaderNames.VARY, "Origin");
        }
    }

    private boolean allows(String origin) {
        for (String pattern : allowedOrigins) {
            int star = pattern.indexOf('*');
            if (star < 0
                    ? pattern.equalsIgnoreCase(origin)
                    : origin.length() >= pattern.length() - 1
                            && origin.regionMatches(true, 0, pattern, 0, star)
                            && origin.regionMatches(
                                    true,
                                    origin.length() - (pattern.length() - star - 1),
                                    pattern,
                                    star + 1,
                                    pattern.length() - star - 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean allowsHeaders(String wanted) {
        if (allowedHeaders.contains("*")) {
            return true;
        }
        for (String header : wanted.toLowerCase(Locale.ROOT).split(",")) {
            String name = header.strip();
            if (!name.isEmpty() && !USUAL_HEADERS.contains(name) && !allowedHeaders.contains(name)) {
                return false;
            }
        }
        return true;
    }
}
