package dev.vivace.server.http;

import dev.vivace.model.TenantId;
import dev.vivace.server.config.SettingsYaml;
import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.Overrides;
import dev.vivace.tenancy.OverridesFile;
import dev.vivace.tenancy.UserOverrides;
import dev.vivace.wire.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The pages `/status/overrides`, `/status/overrides/{tenant}` and `/status/runtime_config`: which limits are in force,
/// and where they come from. Thread-safe.
final class OverridesPages {

    private static final String NOT_ENABLED = "User-configurable overrides are not enabled";
    private static final String NOT_SET = "No user-configurable overrides set";

    private final TenantControls controls;
    private final InstantSource clock;

    OverridesPages(TenantControls controls, InstantSource clock) {
        this.controls = controls;
        this.clock = clock;
    }

    /// All tenants that have limits of their own.
    Reply tenants(ApiRequest request) throws IOException {
        Overrides overrides = controls.limits().overrides();
        Set<String> runtime = overrides.tenants().keySet();
        Set<String> own = new TreeSet<>();
        UserOverrides user = controls.userOverrides();
        if (user != null) {
            user.tenants().forEach(tenant -> own.add(tenant.name()));
        }
        Set<String> names = new TreeSet<>(runtime);
        names.addAll(own);
        if (wantsJson(request)) {
            JsonText out = new JsonText().beginObject();
            out.name("now").string(clock.instant().toString());
            if (!names.isEmpty()) {
                out.name("tenants").beginArray();
                for (String name : names) {
                    out.beginObject().name("name").string(name);
                    out.name("has_runtime_overrides").bool(runtime.contains(name));
                    out.name("has_user_configurable_overrides").bool(own.contains(name));
                    out.endObject();
                }
                out.endArray();
            }
            return Reply.json(out.endObject().toByteArray());
        }
        StringBuilder rows = new StringBuilder();
        for (String name : names) {
            rows.append("<tr><td><a href=\"/status/overrides/")
                    .append(escaped(name))
                    .append("\">")
                    .append(escaped(name))
                    .append("</a></td><td>")
                    .append(runtime.contains(name) ? "yes" : "")
                    .append("</td><td>")
                    .append(own.contains(name) ? "yes" : "")
                    .append("</td></tr>\n");
        }
        return html(
                "Overrides",
                "<p>Tenants with limits of their own; all others have "
                        + (overrides.wildcard() == null ? "the defaults" : "those of the entry '*'") + ".</p>"
                        + "<pre>" + escaped(fileText()) + "</pre>"
                        + "<table><tr><th>Tenant</th><th>In the per-tenant file</th><th>Set through the API</th></tr>\n"
                        + rows + "</table>");
    }

    /// What is in force for one tenant.
    Reply tenant(ApiRequest request) throws IOException {
        TenantId tenant;
        try {
            tenant = new TenantId(request.variable());
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()));
        }
        Overrides overrides = controls.limits().overrides();
        String source = overrides.source(tenant);
        String which = source == null
                ? "default overrides"
                : source.equals(Overrides.WILDCARD) ? "wildcard overrides" : tenant.name();
        String runtime = SettingsYaml.of(overrides.of(tenant));
        UserOverrides stored = controls.userOverrides();
        String user = stored == null
                ? NOT_ENABLED
                : stored.find(tenant).map(UserOverrides.Stored::json).orElse(NOT_SET);
        if (wantsJson(request)) {
            JsonText out = new JsonText(1024).beginObject();
            out.name("now").string(clock.instant().toString());
            out.name("tenant").string(tenant.name());
            out.name("user_configurable_overrides").string(user);
            out.name("runtime_overrides").string(runtime);
            out.name("using_default_or_wildcard_runtime_overrides").string(which);
            return Reply.json(out.endObject().toByteArray());
        }
        return html(
                "Overrides of " + escaped(tenant.name()),
                "<h2>Set through the API</h2><pre>" + escaped(user) + "</pre><h2>In force: " + escaped(which)
                        + "</h2><pre>" + escaped(runtime) + "</pre>");
    }

    /// Everything, as the file would have it.
    Reply runtimeConfig(ApiRequest request) {
        boolean onlyDifferences = request.parameters().text("mode", "").equals("diff");
        Overrides overrides = controls.limits().overrides();
        StringBuilder yaml = new StringBuilder();
        section(yaml, "defaults", overrides.defaults(), onlyDifferences ? Limits.DEFAULTS : null, 0);
        TreeMap<String, Limits> entries = new TreeMap<>(overrides.tenants());
        Limits wildcard = overrides.wildcard();
        if (wildcard != null) {
            entries.put(Overrides.WILDCARD, wildcard);
        }
        if (!entries.isEmpty()) {
            yaml.append("overrides:\n");
            entries.forEach((name, limits) -> section(
                    yaml, "'" + name.replace("'", "''") + "'", limits, onlyDifferences ? Limits.NONE : null, 1));
        }
        if (yaml.isEmpty()) {
            yaml.append("{}\n");
        }
        String comment = controls.file() == null ? "" : "# " + fileText() + "\n";
        return new Reply(
                200,
                "text/plain",
                ("GET /status/runtime_config\n---\n" + comment + yaml).getBytes(StandardCharsets.UTF_8));
    }

    private static void section(StringBuilder yaml, String name, Limits limits, @Nullable Limits without, int depth) {
        String text = without == null ? SettingsYaml.of(limits) : SettingsYaml.difference(limits, without);
        if (text.isEmpty() && depth == 0) {
            return;
        }
        String indent = "  ".repeat(depth);
        yaml.append(indent).append(name).append(text.isEmpty() ? ": {}\n" : ":\n");
        text.lines()
                .forEach(line -> yaml.append(indent).append("  ").append(line).append('\n'));
    }

    private String fileText() {
        OverridesFile file = controls.file();
        if (file == null) {
            return "no per-tenant file is configured";
        }
        OverridesFile.State state = file.state();
        String failure = state.failure();
        return failure == null
                ? file.file() + " is in force, last checked " + state.checked()
                : file.file() + " is broken, the limits before it stay in force: " + failure.replace('\n', ' ');
    }

    private static boolean wantsJson(ApiRequest request) {
        return request.accept().contains("application/json");
    }

    private static Reply html(String title, String body) {
        String page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title
                + "</title></head><body>\n<h1>" + title + "</h1>\n" + body + "\n</body></html>\n";
        return new Reply(200, Reply.HTML, page.getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
