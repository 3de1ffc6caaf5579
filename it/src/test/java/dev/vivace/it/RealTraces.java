package dev.vivace.it;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Traces of public projects, with the faults of the world. Immutable.
///
/// @param requests OTLP/JSON, in the order of their files
/// @param spans how many the requests hold, repeated ones included
/// @param traces the distinct spans of the requests, by trace id
record RealTraces(List<Request> requests, int spans, Map<String, Set<SentSpan>> traces) {

    /// @param file which it comes from
    record Request(String file, String json) {}

    static RealTraces load() {
        List<Request> requests = ResourceLines.of("/real-traces/otlp.tsv.gz").stream()
                .map(line -> line.split("\t", 2))
                .map(columns -> new Request(columns[0], columns[1]))
                .toList();
        List<io.opentelemetry.proto.trace.v1.TracesData> parsed = requests.stream()
                .map(request -> OtlpJson.request(request.json()))
                .toList();
        int spans = parsed.stream()
                .mapToInt(request -> SentSpan.all(request).size())
                .sum();
        return new RealTraces(requests, spans, SentSpan.byTrace(parsed));
    }
}
