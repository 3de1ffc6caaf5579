package dev.vivace.ingest.receive;

/// Who sent a request and how. Immutable.
///
/// @param address the peer's IP address, without its port: senders reconnect
/// @param transport how it came
/// @param encoding `protobuf`, `json`, or what was sent instead; `protobuf+gzip` if compressed;
///     at most [#MAX_ENCODING_LENGTH] characters
/// @param agent the `User-Agent` header, empty if none; at most [#MAX_AGENT_LENGTH] characters
public record Sender(String address, Transport transport, String encoding, String agent) {

    static final int MAX_AGENT_LENGTH = 120;
    static final int MAX_ENCODING_LENGTH = 60;

    public Sender {
        agent = agent.substring(0, Math.min(agent.length(), MAX_AGENT_LENGTH));
        encoding = encoding.substring(0, Math.min(encoding.length(), MAX_ENCODING_LENGTH));
    }

    /// The same sender, once it is known what it really sent; a compression stays.
    Sender encodedAs(String word) {
        int plus = encoding.indexOf('+');
        return new Sender(address, transport, plus < 0 ? word : word + encoding.substring(plus), agent);
    }
}
