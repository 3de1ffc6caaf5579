package dev.vivace.server.http;

import dev.vivace.model.TenantId;
import dev.vivace.tenancy.UserOverrides;
import dev.vivace.tenancy.UserOverrides.Stored;
import dev.vivace.tenancy.UserOverrides.VersionMismatchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers `/api/overrides`: a tenant reads, replaces, changes and deletes what it has set for itself. Thread-safe.
///
/// Versions are opaque: `ETag` says which one was read, `If-Match` which one is to be replaced; `0` is the one of
/// what is not there.
final class UserOverridesApi {

    private static final String EMPTY = "{}";

    private final UserOverrides stored;
    private final TenantControls controls;

    UserOverridesApi(UserOverrides stored, TenantControls controls) {
        this.stored = stored;
        this.controls = controls;
    }

    /// @param version for the header `ETag`; null for none
    record Answer(Reply reply, @Nullable String version) {}

    /// @param ifMatch the header `If-Match`, empty if there is none
    Answer answer(String method, TenantId tenant, Parameters parameters, String ifMatch, byte[] body)
            throws IOException {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            return switch (method) {
                case "GET" -> get(tenant, parameters);
                case "POST" -> post(tenant, parameters, ifMatch, text);
                case "PATCH" -> patch(tenant, parameters, text);
                case "DELETE" -> delete(tenant, ifMatch);
                default -> new Answer(Reply.empty(405), null);
            };
        } catch (BadRequestException e) {
            return new Answer(Reply.text(e.status(), String.valueOf(e.getMessage())), null);
        } catch (VersionMismatchException e) {
            return new Answer(Reply.text(412, e.getMessage() + "\n"), null);
        }
    }

    private Answer get(TenantId tenant, Parameters parameters) throws IOException {
        String scope = parameters.text("scope", "api");
        if (!scope.equals("api") && !scope.equals("merged")) {
            throw new BadRequestException("unknown scope \"" + scope + "\", valid options are api and merged\n");
        }
        Optional<Stored> found = stored.find(tenant);
        if (found.isEmpty()) {
            return new Answer(Reply.empty(404), null);
        }
        String json = scope.equals("api")
                ? found.get().json()
                : UserOverridesJson.merged(
                        found.get().json(), controls.limits().of(tenant).recorded());
        return new Answer(
                Reply.json(json.getBytes(StandardCharsets.UTF_8)), found.get().version());
    }

    private Answer post(TenantId tenant, Parameters parameters, String ifMatch, String body) throws IOException {
        requireVersion(ifMatch);
        boolean skipsCheck = skipsCheck(parameters);
        String json = UserOverridesJson.checked(body);
        checkConflict(tenant, skipsCheck);
        return new Answer(Reply.empty(200), stored.put(tenant, json, unquoted(ifMatch)));
    }

    private Answer patch(TenantId tenant, Parameters parameters, String body) throws IOException {
        boolean skipsCheck = skipsCheck(parameters);
        Optional<Stored> before = stored.find(tenant);
        String json = UserOverridesJson.patched(before.map(Stored::json).orElse(EMPTY), body);
        checkConflict(tenant, skipsCheck);
        try {
            String version =
                    stored.put(tenant, json, before.map(Stored::version).orElse(UserOverrides.NO_VERSION));
            return new Answer(Reply.json(json.getBytes(StandardCharsets.UTF_8)), version);
        } catch (VersionMismatchException _) {
            throw new BadRequestException(500, "overrides have been modified during request processing, try again\n");
        }
    }

    private Answer delete(TenantId tenant, String ifMatch) throws IOException {
        requireVersion(ifMatch);
        boolean deleted = stored.delete(tenant, unquoted(ifMatch));
        return new Answer(Reply.empty(deleted ? 200 : 404), null);
    }

    private static void requireVersion(String ifMatch) {
        if (ifMatch.isEmpty()) {
            throw new BadRequestException(
                    428,
                    "must specify If-Match header: the ETag that GET /api/overrides answers, 0 if there are"
                            + " none yet\n");
        }
    }

    private static String unquoted(String version) {
        return version.length() > 1 && version.startsWith("\"") && version.endsWith("\"")
                ? version.substring(1, version.length() - 1)
                : version;
    }

    private static boolean skipsCheck(Parameters parameters) {
        try {
            return parameters.flag("skip-conflicting-overrides-check");
        } catch (BadRequestException _) {
            throw new BadRequestException(
                    "could not parse skip-conflicting-overrides-check, must be a boolean value\n");
        }
    }

    private void checkConflict(TenantId tenant, boolean skipsCheck) throws IOException {
        boolean hasOwn = tenant.name().equals(controls.limits().overrides().source(tenant));
        if (controls.checkForConflicts()
                && !skipsCheck
                && hasOwn
                && stored.find(tenant).isEmpty()) {
            throw new BadRequestException("tenant has conflicting overrides set in runtime config, contact your system"
                    + " administrator to perform changes through the API\n");
        }
    }
}
