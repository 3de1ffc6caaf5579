package dev.vivace.server.config;

import dev.vivace.model.TenantId;
import dev.vivace.server.access.Credentials;
import dev.vivace.server.access.Credentials.Credential;
import dev.vivace.server.access.Principal;
import dev.vivace.server.access.Right;
import dev.vivace.server.access.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads who may do what:
///
/// ```yaml
/// users:
///   - name: collector
///     token: ${COLLECTOR_TOKEN}     # or token_sha256: 64 hexadecimal digits
///     tenants: [shop]               # left out: every tenant
///     rights: [write]
///   - name: grafana
///     password: ${GRAFANA_PASSWORD} # or password_sha256
///     tenants: [shop, billing]
///     rights: [read]
/// ```
public final class UsersReader {

    private static final Set<String> KEYS =
            Set.of("name", "token", "token_sha256", "password", "password_sha256", "tenants", "rights");

    private final Problems problems;

    private UsersReader(Problems problems) {
        this.problems = problems;
    }

    /// A file of its own, with `users:` at its top; `${VARIABLE}` is replaced.
    ///
    /// @param environment the value of a variable, or null if it is not set
    /// @throws ConfigException if it does not say who may do what, with every place
    public static Credentials file(Path file, Function<String, @Nullable String> environment) throws IOException {
        String text = Files.readString(file);
        EnvironmentExpansion.Expanded expanded = EnvironmentExpansion.expand(text, file.toString(), environment);
        ConfigNode.Section root = YamlTree.parse(expanded.text(), file.toString());
        Problems problems = new Problems();
        expanded.unset()
                .forEach(unset -> problems.add(
                        unset.place(), "variable " + unset.name() + " is not set (expected: a token or password)"));
        root.entries().forEach((key, entry) -> {
            if (!key.equals("users")) {
                problems.add(entry.keyPlace(), "unknown key '" + key + "' (expected: users)");
            }
        });
        ConfigNode.Entry users = root.entries().get("users");
        Credentials credentials = new UsersReader(problems)
                .credentials(users == null ? new ConfigNode.Nothing(root.place()) : users.value());
        problems.throwIfAny();
        return credentials;
    }

    /// The list behind `users:`; what is wrong with it is added to the problems.
    static Credentials read(ConfigNode users, Problems problems) {
        return new UsersReader(problems).credentials(users);
    }

    private Credentials credentials(ConfigNode users) {
        List<Credential> read = new ArrayList<>();
        if (users instanceof ConfigNode.Items items && !items.values().isEmpty()) {
            for (ConfigNode item : items.values()) {
                if (item instanceof ConfigNode.Section section) {
                    Credential credential = credential(section);
                    if (credential != null) {
                        read.add(credential);
                    }
                } else {
                    problems.add(item.place(), "users: a value (expected: name, token or password, rights)");
                }
            }
        } else {
            problems.add(users.place(), "users: nobody (expected: a list, such as '- name: collector')");
        }
        try {
            return new Credentials(read);
        } catch (IllegalArgumentException e) {
            problems.add(users.place(), String.valueOf(e.getMessage()));
            return new Credentials(List.of());
        }
    }

    private @Nullable Credential credential(ConfigNode.Section section) {
        section.entries().forEach((key, entry) -> {
            if (!KEYS.contains(key)) {
                problems.add(
                        entry.keyPlace(),
                        "unknown key '" + key + "' of a user (expected: name, token, token_sha256, password,"
                                + " password_sha256, tenants, rights)");
            }
        });
        SectionReader reader = new SectionReader(section, "users", problems);
        String name = reader.text("name", "");
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (ConfigNode.Scalar right : list(section, "rights")) {
            try {
                rights.add(Right.valueOf(right.text().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException _) {
                problems.add(right.place(), "right '" + right.text() + "' (expected: write, read, admin)");
            }
        }
        Set<TenantId> tenants = new LinkedHashSet<>();
        List<ConfigNode.Scalar> named = list(section, "tenants");
        ConfigNode.Entry written = section.entries().get("tenants");
        if (written != null && named.isEmpty()) {
            // An empty list that let somebody in everywhere would be a trap.
            problems.add(
                    written.value().place(),
                    "tenants: none (expected: at least one; without the key 'tenants' a user has every tenant)");
        }
        for (ConfigNode.Scalar tenant : named) {
            if (tenant.text().equals("*")) {
                problems.add(
                        tenant.place(),
                        "tenants: '*' (expected: names; without the key 'tenants' a user has every tenant)");
                continue;
            }
            try {
                tenants.add(new TenantId(tenant.text()));
            } catch (IllegalArgumentException e) {
                problems.add(tenant.place(), String.valueOf(e.getMessage()));
            }
        }
        try {
            return new Credential(
                    new Principal(name, tenants, rights), secret(section, "token"), secret(section, "password"));
        } catch (IllegalArgumentException e) {
            problems.add(section.place(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable Secret secret(ConfigNode.Section section, String key) {
        ConfigNode.Entry plain = section.entries().get(key);
        ConfigNode.Entry digest = section.entries().get(key + "_sha256");
        if (plain != null
                && plain.value() instanceof ConfigNode.Scalar scalar
                && !scalar.text().isEmpty()) {
            return Secret.of(scalar.text());
        }
        if (plain != null) {
            problems.add(plain.value().place(), key + " is empty (expected: something nobody guesses)");
            return null;
        }
        if (digest != null && digest.value() instanceof ConfigNode.Scalar scalar) {
            try {
                return Secret.ofSha256(scalar.text());
            } catch (IllegalArgumentException e) {
                problems.add(scalar.place(), key + "_sha256: " + e.getMessage());
            }
        }
        return null;
    }

    /// `[a, b]`, or `a, b`.
    private List<ConfigNode.Scalar> list(ConfigNode.Section section, String key) {
        ConfigNode.Entry entry = section.entries().get(key);
        if (entry == null) {
            return List.of();
        }
        List<ConfigNode.Scalar> result = new ArrayList<>();
        switch (entry.value()) {
            case ConfigNode.Scalar scalar -> {
                for (String part : scalar.text().split(",", -1)) {
                    result.add(new ConfigNode.Scalar(scalar.place(), part.strip()));
                }
            }
            case ConfigNode.Items items -> {
                for (ConfigNode item : items.values()) {
                    if (item instanceof ConfigNode.Scalar scalar) {
                        result.add(scalar);
                    } else {
                        problems.add(item.place(), key + ": no single value (expected: words)");
                    }
                }
            }
            case ConfigNode.Nothing _ -> {}
            case ConfigNode.Section below -> problems.add(below.place(), key + ": keys (expected: a list of words)");
        }
        return result;
    }
}
