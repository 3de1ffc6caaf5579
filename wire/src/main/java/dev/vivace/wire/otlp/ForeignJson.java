package dev.vivace.wire.otlp;

import java.util.Set;

/// Recognises the documents people send by mistake, by the names of their members, and says where they
/// belong.
final class ForeignJson {

    private static final String WRAP_SPANS = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[ … ]}]}]}";

    private static final String JAEGER =
            "this looks like JSON of Jaeger's query API; it is taken at /api/traces, on this"
                    + " port or any other for spans";

    private ForeignJson() {}

    /// What a root object with these members, none of them `resourceSpans`, is and where it belongs.
    static String object(Set<String> names) {
        if (names.contains("batches")) {
            return "this looks like an answer of Tempo's /api/traces (root key 'batches'); rename 'batches' to"
                    + " 'resourceSpans', and write the ids, which are base64 there, as hex";
        }
        if (names.contains("trace") && (names.contains("metrics") || names.size() == 1)) {
            return "this looks like an answer of Tempo's /api/v2/traces; send what stands inside 'trace', and write the"
                    + " ids, which are base64 there, as hex";
        }
        if (names.contains("traces") && names.contains("metrics")) {
            return "this looks like an answer of Tempo's /api/search, which holds no whole spans; fetch the traces by"
                    + " id and send those";
        }
        if (names.contains("resourceMetrics") || names.contains("resource_metrics")) {
            return "these are OTLP metrics; this server stores traces, send metrics to a metrics backend";
        }
        if (names.contains("resourceLogs") || names.contains("resource_logs")) {
            return "these are OTLP logs; this server stores traces, send logs to a logs backend";
        }
        if (names.contains("data") || names.contains("processes") || names.contains("traceID")) {
            return JAEGER;
        }
        if (names.contains("SpanContext")) {
            return "this looks like a span printed by the Go SDK's stdout exporter; use its OTLP exporter instead";
        }
        if (names.contains("scopeSpans") || names.contains("scope_spans")) {
            return "this looks like one bare ResourceSpans; wrap it: {\"resourceSpans\":[ … ]}";
        }
        if (names.contains("spans")) {
            return "this looks like one bare ScopeSpans; wrap it: {\"resourceSpans\":[{\"scopeSpans\":[ … ]}]}";
        }
        if (isZipkin(names)) {
            return "this looks like one Zipkin span; Zipkin's spans are taken at /api/v2/spans, on this port or any"
                    + " other for spans";
        }
        if (isSpan(names)) {
            return "this looks like one bare span; wrap it: " + WRAP_SPANS;
        }
        return "its keys are unknown here; a request looks like " + WRAP_SPANS + ", and one without spans like {}";
    }

    /// What a root array is whose first element is an object with these members, and where it belongs.
    static String array(Set<String> names) {
        if (names.contains("resourceSpans") || names.contains("resource_spans")) {
            return "this looks like an array of requests; send each in a request of its own, or join their"
                    + " 'resourceSpans'";
        }
        if (names.contains("scopeSpans") || names.contains("scope_spans")) {
            return "this looks like an array of ResourceSpans; wrap it: {\"resourceSpans\": … }";
        }
        if (isZipkin(names)) {
            return "this looks like a Zipkin array of spans; it is taken at "
                    + (names.contains("binaryAnnotations") ? "/api/v1/spans" : "/api/v2/spans")
                    + ", on this port or any other for spans";
        }
        if (names.contains("SpanContext")) {
            return "this looks like spans printed by the Go SDK's stdout exporter; use its OTLP exporter instead";
        }
        if (names.contains("traceID")) {
            return JAEGER;
        }
        if (isSpan(names)) {
            return "this looks like an array of bare spans; wrap it: " + WRAP_SPANS.replace("[ … ]", " … ");
        }
        return "a request looks like " + WRAP_SPANS;
    }

    private static boolean isZipkin(Set<String> names) {
        boolean ids = names.contains("traceId") && names.contains("id");
        return (ids && !names.contains("spanId"))
                || names.contains("localEndpoint")
                || names.contains("binaryAnnotations");
    }

    private static boolean isSpan(Set<String> names) {
        return names.contains("spanId")
                || names.contains("span_id")
                || names.contains("startTimeUnixNano")
                || names.contains("start_time_unix_nano")
                || (names.contains("name") && (names.contains("kind") || names.contains("attributes")));
    }
}
