package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What `/metrics` says of gRPC calls.
class StreamedOutcomesTest {

    @Test
    void callsAreCountedByWholeMethodAndHowTheyEnded() {
        try (ServersUnderTest server = new ServersUnderTest()) {
            StreamingClient client = new StreamingClient(server.servers.apiPort());
            client.call("Search", search("{}"));
            assertThatThrownBy(() -> client.call("Search", search("{"))).isInstanceOf(StatusRuntimeException.class);

            assertThat(text(server.get("/metrics")))
                    .contains("tempo_request_duration_seconds_count{method=\"gRPC\","
                            + "route=\"/tempopb.StreamingQuerier/Search\",status_code=\"success\",ws=\"false\"} 1")
                    .contains("tempo_request_duration_seconds_count{method=\"gRPC\","
                            + "route=\"/tempopb.StreamingQuerier/Search\",status_code=\"error\",ws=\"false\"} 1")
                    .contains("tempo_query_frontend_queries_within_slo_total{op=\"search\",result=\"completed\","
                            + "tenant=\"single-tenant\"} 2");
        }
    }

    /// `SearchRequest` with nothing but its query, which is field 8.
    private static byte[] search(String query) {
        byte[] text = query.getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[text.length + 2];
        message[0] = 8 << 3 | 2;
        message[1] = (byte) text.length;
        System.arraycopy(text, 0, message, 2, text.length);
        return message;
    }
}
