package dev.vivace.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.server.access.Credentials.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CredentialsTest {

    private static final Principal COLLECTOR = new Principal("collector", Set.of(), Set.of(Right.WRITE));
    private static final Principal GRAFANA = new Principal("grafana", Set.of(), Set.of(Right.READ));

    private final Credentials credentials = new Credentials(List.of(
            new Credential(COLLECTOR, Secret.of("t0ken"), null), new Credential(GRAFANA, null, Secret.of("tönë:x"))));

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tokensAndPasswordsNameTheirOwner() {
        assertThat(credentials.of("Bearer t0ken")).isEqualTo(COLLECTOR);
        assertThat(credentials.of("bearer  t0ken ")).isEqualTo(COLLECTOR);
        assertThat(credentials.of(basic("grafana:tönë:x"))).isEqualTo(GRAFANA);
    }

    @Test
    void everythingElseIsNobody() {
        for (String header : List.of(
                "",
                "Bearer",
                "Bearer ",
                "Bearer t0ken2",
                "t0ken",
                "Basic t0ken",
                "Basic !!!",
                basic("grafana"),
                basic("grafana:"),
                basic("collector:t0ken"),
                basic("collector:tönë:x"),
                "Digest t0ken")) {
            assertThat(credentials.of(header)).as(header).isNull();
        }
    }

    @Test
    void digestsStandForWhatTheyAreOf() {
        Secret plain = Secret.of("abc");

        assertThat(Secret.ofSha256("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"))
                .isEqualTo(plain);
        assertThat(plain).hasToString("********");
        assertThatThrownBy(() -> Secret.ofSha256("ba78")).hasMessageContaining("64 hexadecimal digits");
        assertThatThrownBy(() -> Secret.ofSha256("zz")).hasMessageContaining("64 hexadecimal digits");
    }

    @Test
    void whatIsAmbiguousIsRefused() {
        Credential collector = new Credential(COLLECTOR, Secret.of("a"), null);

        assertThatThrownBy(() -> new Credentials(List.of(collector, collector)))
                .hasMessageContaining("'collector' twice");
        assertThatThrownBy(() -> new Credentials(List.of(collector, new Credential(GRAFANA, Secret.of("a"), null))))
                .hasMessageContaining("'grafana' has the token of another user");
        assertThatThrownBy(() -> new Credentials(List.of(new Credential(GRAFANA, null, null))))
                .hasMessageContaining("no token and no password");
    }
}
