package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.Conversation.Answer;
import java.net.http.HttpRequest;

/// Has a server write everything that is live into blocks.
final class Flush {

    private Flush() {}

    /// Returns once it has.
    static void of(ServerUnderTest server) throws Exception {
        long before = server.blockCount();
        Answer answer = Conversation.send(
                HttpRequest.newBuilder(server.api("/flush")).POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
        assertThat(server.blockCount()).isGreaterThan(before);
    }
}
