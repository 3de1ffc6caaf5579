package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was kept as long as the configuration says is no longer found, then its data is gone; and neither comes back.
class RetentionIT {

    /// `keeper` keeps for a day, all others for a moment.
    private static final String BRIEF = """
            multitenancy_enabled: true
            compactor: {compaction: {block_retention: 1s, compacted_block_retention: 1s}}
            backend_scheduler: {provider: {retention: {interval: 100ms}}}
            querier: {search: {query_timeout: 1s}, trace_by_id: {query_timeout: 1s}}
            overrides: {per_tenant_override_config: "%s"}
            """;

    @Test
    void blocksOfATenantGoWhenTheirTimeIsUpAndStayGone(@TempDir Path directory) throws Exception {
        Path overrides =
                Files.writeString(directory.resolve("overrides.yaml"), "overrides: {keeper: {block_retention: 1d}}\n");
        SampleSpan span = SampleSpan.of(1);
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE, BRIEF.formatted(overrides))) {
            for (String tenant : new String[] {"keeper", "others"}) {
                HttpRequest.Builder request = HttpRequest.newBuilder(server.otlpHttp())
                        .header("Content-Type", "application/json")
                        .header("X-Scope-OrgID", tenant)
                        .POST(HttpRequest.BodyPublishers.ofString(span.json()));
                assertThat(Conversation.send(request).status()).isEqualTo(200);
                assertThat(status(server, tenant, span)).isEqualTo(200);
            }
            Conversation.send(HttpRequest.newBuilder(server.api("/flush")).POST(HttpRequest.BodyPublishers.noBody()));

            Await.until(
                    Duration.ofSeconds(20),
                    () -> status(server, "others", span) == 404,
                    () -> "the trace is found still:\n" + server.log());
            assertThat(server.metric("tempodb_retention_marked_for_deletion_total"))
                    .isOne();
            Await.until(
                    Duration.ofSeconds(20),
                    () -> server.metric("tempodb_retention_deleted_total") == 1,
                    () -> "the data is there still:\n" + server.log());
            assertThat(server.blocks().resolve("others")).doesNotExist();
            assertThat(status(server, "keeper", span)).isEqualTo(200);
            assertThat(server.metric("tempodb_retention_errors_total")).isZero();

            server.kill9();
            server.restart(Lifetimes.LIVE);
            assertThat(status(server, "others", span)).isEqualTo(404);
            assertThat(status(server, "keeper", span)).isEqualTo(200);
        }
    }

    private static int status(ServerUnderTest server, String tenant, SampleSpan span) throws Exception {
        return Conversation.send(HttpRequest.newBuilder(server.api("/api/traces/" + span.traceId()))
                        .header("X-Scope-OrgID", tenant))
                .status();
    }
}
