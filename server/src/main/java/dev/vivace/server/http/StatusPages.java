package dev.vivace.server.http;

import dev.vivace.server.http.ServerFacts.ServiceState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The plain-text pages `/status` and `/status/{section}`. Thread-safe.
final class StatusPages implements Endpoint {

    private final ServerFacts facts;
    private final Readiness readiness;
    private final RefusalsPage refusals;
    private final Supplier<List<Route>> routes;

    /// @param routes of the API port, for the list of endpoints
    StatusPages(ServerFacts facts, Readiness readiness, RefusalsPage refusals, Supplier<List<Route>> routes) {
        this.facts = facts;
        this.readiness = readiness;
        this.refusals = refusals;
        this.routes = routes;
    }

    @Override
    public Reply answer(ApiRequest request) {
        String text = switch (request.variable()) {
            case "" -> version() + "\n" + services() + "\n" + refusals.text() + "\n" + endpoints() + "\n" + config("");
            case "version" -> version();
            case "services" -> services();
            case "endpoints" -> endpoints();
            case "config" -> config(request.parameters().text("mode", ""));
            default -> {
                String instead = TempoPaths.instead("/status/" + request.variable());
                throw new BadRequestException(
                        404,
                        "404 page not found\n"
                                + (instead == null ? "" : instead + "\n")
                                + "sections: version, services, endpoints, config, runtime_config, overrides,"
                                + " arrivals, refusals\n");
            }
        };
        return new Reply(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private String version() {
        BuildInfo build = facts.build();
        return "GET /status/version\n"
                + "Vivace, version " + build.vivace() + " (branch: " + build.branch() + ", revision: "
                + build.revision()
                + ")\n  API version:  " + build.version()
                + "\n  build date:   " + build.builtText()
                + "\n  java version: " + Runtime.version()
                + "\n  platform:     " + System.getProperty("os.name") + "/" + System.getProperty("os.arch")
                + "\n  started:      " + facts.started() + "\n";
    }

    private String services() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("http", stateText(), ""));
        for (ServiceState service : facts.services().get()) {
            rows.add(List.of(service.name(), service.state(), service.failure()));
        }
        return "GET /status/services\n" + table(List.of("SERVICE NAME", "STATUS", "FAILURE CASE"), rows);
    }

    private String stateText() {
        return switch (readiness.state()) {
            case Readiness.State.Starting(String reason) -> "Starting: " + reason;
            case Readiness.State.Ready() -> "Running";
            case Readiness.State.Stopping() -> "Stopping";
        };
    }

    private String endpoints() {
        List<List<String>> rows = routes.get().stream()
                .map(route -> List.of(route.template(), route.label()))
                .toList();
        return "GET /status/endpoints\n" + table(List.of("PATH", "NAME"), rows);
    }

    private String config(String mode) {
        Supplier<String> yaml = switch (mode) {
            case "" -> facts.configYaml();
            case "diff" -> facts.configDiffYaml();
            case "defaults" -> facts.defaultsYaml();
            default -> throw new BadRequestException(500, "unknown value for mode query parameter: " + mode + "\n");
        };
        String notes = facts.notes().stream().map(note -> "# " + note + "\n").collect(Collectors.joining());
        return "GET /status/config\n---\n" + notes + yaml.get().stripTrailing() + "\n";
    }

    private static String table(List<String> header, List<List<String>> rows) {
        int columns = header.size();
        int[] widths = new int[columns];
        Stream.concat(Stream.of(header), rows.stream()).forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        Stream.concat(Stream.of(header), rows.stream()).forEach(row -> {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        });
        return text.toString();
    }
}
