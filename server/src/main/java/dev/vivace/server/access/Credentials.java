package dev.vivace.server.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who is known, and by what. Immutable.
public final class Credentials {

    /// One way in.
    ///
    /// @param token what stands behind `Bearer`; null if there is none
    /// @param password what belongs to the name in `Basic`; null if there is none
    public record Credential(
            Principal principal,
            @Nullable Secret token,
            @Nullable Secret password) {}

    private record Login(String name, Secret password) {}

    private final Map<Secret, Principal> byToken = new HashMap<>();
    private final Map<Login, Principal> byPassword = new HashMap<>();

    /// @throws IllegalArgumentException if two have the same token or the same name
    public Credentials(List<Credential> credentials) {
        Map<String, Principal> names = new HashMap<>();
        for (Credential credential : credentials) {
            Principal principal = credential.principal();
            if (names.put(principal.name(), principal) != null) {
                throw new IllegalArgumentException("user '" + principal.name() + "' twice (expected: each name once)");
            }
            if (credential.token() == null && credential.password() == null) {
                throw new IllegalArgumentException(
                        "user '" + principal.name() + "' has no token and no password (expected: at least one)");
            }
            if (credential.token() != null && byToken.put(credential.token(), principal) != null) {
                throw new IllegalArgumentException("user '" + principal.name()
                        + "' has the token of another user (expected: a token of their own)");
            }
            if (credential.password() != null) {
                byPassword.put(new Login(principal.name(), credential.password()), principal);
            }
        }
    }

    public int count() {
        return byToken.size() + byPassword.size();
    }

    /// Who an `Authorization` header is of; null if of nobody known.
    public @Nullable Principal of(String authorization) {
        int space = authorization.indexOf(' ');
        if (space < 0) {
            return null;
        }
        String value = authorization.substring(space + 1).strip();
        return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer" -> byToken.get(Secret.of(value));
            case "basic" -> ofBasic(value);
            default -> null;
        };
    }

    private @Nullable Principal ofBasic(String base64) {
        String login;
        try {
            login = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return null;
        }
        int colon = login.indexOf(':');
        return colon < 0
                ? null
                : byPassword.get(new Login(login.substring(0, colon), Secret.of(login.substring(colon + 1))));
    }
}
