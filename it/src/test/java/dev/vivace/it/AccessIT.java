package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import dev.vivace.it.Conversation.Answer;
import dev.vivace.it.ServerUnderTest.Lifetimes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that wants to know who asks: who may send may not read, nobody touches another's tenant, and a user taken
/// out of the file is out within seconds.
class AccessIT {

    private static final String USERS = """
            users:
              - {name: collector, token: w, tenants: [shop], rights: [write]}
              - {name: grafana, token: r, tenants: [shop], rights: [read]}
            """;

    @Test
    void usersAreLetInAsTheFileSays(@TempDir Path directory) throws Exception {
        Path users = Files.writeString(directory.resolve("users.yaml"), USERS);
        String yaml = "multitenancy_enabled: true\nvivace: {auth: {users_file: \"" + users + "\"}}\n";
        SampleSpan sample = SampleSpan.of(1);
        try (ServerUnderTest server = ServerUnderTest.start(directory, Lifetimes.LIVE, yaml)) {
            assertThat(send(server, sample, "").status()).isEqualTo(401);
            assertThat(send(server, sample, "r").status()).isEqualTo(403);
            assertThat(send(server, sample, "w").status()).isEqualTo(200);

            assertThat(read(server, sample, "", "").status()).isEqualTo(401);
            assertThat(read(server, sample, "w", "").text()).contains("user 'collector' may not query");
            assertThat(read(server, sample, "r", "other").text()).contains("may not touch the tenant 'other'");
            Answer found = read(server, sample, "r", "");
            assertThat(found.status()).isEqualTo(200);
            assertThat(found.text()).contains(sample.name());
            assertThat(server.isReady()).isTrue();
            assertThat(grpcTags(server, "")).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(grpcTags(server, "w")).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(grpcTags(server, "r")).isEqualTo(Status.Code.OK);

            Files.writeString(users, USERS.replace("token: r,", "token: another,"));
            Await.until(
                    Duration.ofSeconds(20),
                    () -> read(server, sample, "r", "").status() == 401,
                    () -> "the former token is still good:\n" + server.log());
            assertThat(read(server, sample, "another", "").status()).isEqualTo(200);
        }
    }

    private static Answer send(ServerUnderTest server, SampleSpan sample, String token) throws Exception {
        return Conversation.send(request(server.otlpHttp(), token)
                .header("Content-Type", Conversation.JSON)
                .POST(HttpRequest.BodyPublishers.ofByteArray(sample.json().getBytes(StandardCharsets.UTF_8))));
    }

    private static Answer read(ServerUnderTest server, SampleSpan sample, String token, String tenant)
            throws Exception {
        HttpRequest.Builder request = request(server.api("/api/traces/" + sample.traceId()), token);
        return Conversation.send(tenant.isEmpty() ? request : request.header("X-Scope-OrgID", tenant));
    }

    /// What comes of a question on the port that gRPC has for itself.
    private static Status.Code grpcTags(ServerUnderTest server, String token) {
        String[] metadata = token.isEmpty() ? new String[0] : new String[] {"authorization", "Bearer " + token};
        try {
            new GrpcQuestions(server.grpcQueriesPort(), metadata)
                    .ask("SearchTagsV2", UnknownFieldSet.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private static HttpRequest.Builder request(URI uri, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }
}
