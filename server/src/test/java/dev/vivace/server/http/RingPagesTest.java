package dev.vivace.server.http;

import static dev.vivace.server.http.ServersUnderTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RingPagesTest {

    private static final ServersUnderTest SERVER = new ServersUnderTest();
    private static final JsonMapper JSON = new JsonMapper();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"live-store", "distributor", "backend-worker", "ingester", "compactor"})
    void oneProcessIsTheOnlyMemberOfEveryRing(String component) {
        String path = "/" + component + "/ring";
        HttpResponse<byte[]> page = SERVER.get(path);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(text(page)).contains("The ring of " + component, "<td>ACTIVE</td>");

        JsonNode ring =
                JSON.readTree(SERVER.get(path, "Accept", "application/json").body());
        assertThat(ring.at("/shards")).hasSize(1);
        assertThat(ring.at("/shards/0/state").asString()).isEqualTo("ACTIVE");
        assertThat(ring.at("/shards/0/address").asString()).isEqualTo("localhost:" + SERVER.servers.apiPort());
        assertThat(ring.at("/now").asString()).isEqualTo("2026-01-31T12:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/partition-ring", "/partition/ring"})
    void thereIsOnePartition(String path) {
        assertThat(text(SERVER.get(path))).contains("<td>Active</td>");
        JsonNode ring =
                JSON.readTree(SERVER.get(path, "Accept", "application/json").body());
        assertThat(ring.at("/partitions")).hasSize(1);
        assertThat(ring.at("/partitions/0/state").asString()).isEqualTo("PartitionActive");
    }

    @Test
    void whatIsNotUsedSaysSoInTheReferencesWords() {
        assertThat(text(SERVER.get("/memberlist"))).startsWith("This instance doesn't use memberlist.");
        assertThat(text(SERVER.get("/status/usage-stats"))).isEqualTo("usage-stats is not enabled\n");
    }

    @Test
    void noAnswerNamesTheLibraryThatServesIt() {
        for (String path : new String[] {"/", "/api/echo", "/nowhere", "/api/search?q=%7B", "/metrics"}) {
            assertThat(SERVER.get(path).headers().firstValue("server")).as(path).isEmpty();
        }
    }
}
