package dev.vivace.server.http;

/// Which of the API's formats a client wants. The `Accept` header is searched, not parsed, as the reference does:
/// Grafana and older clients rely on it.
enum Negotiation {
    PROTOBUF,
    JSON,
    /// JSON flattened for language models.
    LLM;

    static Negotiation of(String accept) {
        if (accept.contains("application/protobuf")) {
            return PROTOBUF;
        }
        if (accept.contains("application/json")) {
            return JSON;
        }
        return accept.contains("application/vnd.grafana.llm") ? LLM : JSON;
    }
}
