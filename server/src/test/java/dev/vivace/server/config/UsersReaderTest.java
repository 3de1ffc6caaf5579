package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vivace.model.TenantId;
import dev.vivace.server.access.Credentials;
import dev.vivace.server.access.Principal;
import dev.vivace.server.access.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersReaderTest {

    @TempDir
    private Path folder = Path.of("");

    private Credentials read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("users.yaml"), text);
        return UsersReader.file(file, Map.of("COLLECTOR_TOKEN", "t0ken")::get);
    }

    @Test
    void usersAreReadWithTokensFromTheEnvironment() throws IOException {
        Credentials credentials = read("""
                users:
                  - name: collector
                    token: ${COLLECTOR_TOKEN}
                    tenants: [shop]
                    rights: [write]
                  - name: root
                    token_sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
                    rights: write, read, admin
                """);

        assertThat(credentials.of("Bearer t0ken"))
                .isEqualTo(new Principal("collector", Set.of(new TenantId("shop")), Set.of(Right.WRITE)));
        assertThat(credentials.of("Bearer abc")).isEqualTo(new Principal("root", Set.of(), Set.of(Right.values())));
    }

    @Test
    void everyMistakeIsNamedWithItsPlace() {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read("""
                user: x
                users:
                  - name: a
                    token: ${NOT_SET}
                    rights: [right]
                  - name: b
                    tokn: x
                    token_sha256: 12
                    tenants: [a/b]
                    rights: read
                  - word
                """));

        assertThat(refused).isNotNull();
        assertThat(String.valueOf(refused.getMessage()).replace(folder + "/", ""))
                .contains(
                        "users.yaml:1:1: unknown key 'user' (expected: users)",
                        "users.yaml:4:12: variable NOT_SET is not set",
                        "users.yaml:5:14: right 'right' (expected: write, read, admin)",
                        "users.yaml:7:5: unknown key 'tokn' of a user",
                        "users.yaml:8:19: token_sha256: expected: 64 hexadecimal digits",
                        "users.yaml:9:15: tenant ID 'a/b' contains unsupported character '/'",
                        "users.yaml:11:5: users: a value (expected: name, token or password, rights)");
    }

    @Test
    void nobodyGetsEveryTenantByAnEmptyListOrAStar() {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read("""
                users:
                  - {name: a, token: x, rights: read, tenants: []}
                  - {name: b, token: y, rights: read, tenants: }
                  - {name: c, token: z, rights: read, tenants: ["*"]}
                """));

        assertThat(refused).isNotNull();
        assertThat(String.valueOf(refused.getMessage()).replace(folder + "/", ""))
                .contains(
                        "users.yaml:2:48: tenants: none (expected: at least one; without the key 'tenants' a user has"
                                + " every tenant)",
                        "users.yaml:3",
                        "users.yaml:4:49: tenants: '*' (expected: names;");
    }

    @Test
    void fileWithoutUsersIsRefused() {
        assertThat(catchThrowableOfType(ConfigException.class, () -> read("users: []\n")))
                .hasMessageContaining("users: nobody (expected: a list");
    }
}
