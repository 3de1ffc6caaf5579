package dev.vivace.server.http;

import dev.vivace.ingest.receive.Directions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All routes of the API port, and what to say where there is none. Immutable.
final class Routes {

    private final List<Route> routes;
    private final Directions directions;

    Routes(List<Route> routes, Directions directions) {
        this.routes = List.copyOf(routes);
        this.directions = directions;
    }

    /// @param path as in the URL, without the prefix
    /// @param variable what stands at the route's `{…}`, percent-encodings resolved
    record Found(Route route, String path, String variable) {}

    List<Route> all() {
        return routes;
    }

    /// The route of a path, null if there is none.
    @Nullable
    Found find(String path, String prefix) {
        boolean prefixed = path.startsWith(prefix);
        for (Route route : routes) {
            String own = route.kind().hasPrefix() ? prefixed ? path.substring(prefix.length()) : null : path;
            String variable = own == null ? null : route.match(own);
            if (own != null && variable != null) {
                return new Found(route, own, decoded(variable));
            }
        }
        return null;
    }

    /// Resolves percent-encodings, `%2F` included: names of attributes have slashes. A plus sign is one.
    private static String decoded(String variable) {
        return URLDecoder.decode(variable.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// Whether a path leads nowhere that would lead somewhere with the prefix.
    boolean isBelow(String path, String prefix) {
        return !prefix.isEmpty() && !path.startsWith(prefix) && find(prefix + path, prefix) != null;
    }

    /// 404 with the reference's first line, and what may have been meant.
    Reply notFound(String path, String prefix) {
        String sender = directions.forSender(path);
        String asker = sender == null ? directions.forReader(path) : sender;
        if (asker != null) {
            return Reply.text(404, "404 page not found\n" + asker + "\n");
        }
        String instead = TempoPaths.instead(path);
        if (instead != null) {
            return Reply.text(404, "404 page not found\n" + instead + "\n");
        }
        String nearest = nearest(path, prefix);
        String hint =
                nearest == null ? "GET / lists what is here" : "did you mean " + nearest + "? GET / lists what is here";
        return Reply.text(404, "404 page not found\n" + hint + "\n");
    }

    /// What to tell a gRPC client.
    String grpcRemedy(String path) {
        String sender = directions.forSender(path);
        return sender != null
                ? sender
                : "Of gRPC this port answers " + StreamingQuerier.SERVICE
                        + "* and grpc.health.v1.Health, without reflection;" + " OTLP/gRPC goes to "
                        + directions.signposts().otlpGrpcUrl() + ".";
    }

    private @Nullable String nearest(String path, String prefix) {
        String stripped = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (path.length() > 200) {
            return null;
        }
        return routes.stream()
                .map(route -> (route.kind().hasPrefix() ? prefix : "") + route.template())
                .filter(template -> !template.equals("/"))
                .filter(template -> distance(stripped, template) <= Math.max(3, template.length() / 3))
                .min(Comparator.comparingInt(template -> distance(stripped, template)))
                .orElse(null);
    }

    /// Edits between a path and a template, segment by segment; what stands for a variable costs nothing.
    private static int distance(String path, String template) {
        String[] segments = path.split("/", -1);
        String[] expected = template.split("/", -1);
        int cost = 0;
        for (int i = 0; i < Math.max(segments.length, expected.length); i++) {
            if (i >= segments.length) {
                cost += expected[i].startsWith("{") ? 1 : 1 + expected[i].length();
            } else if (i >= expected.length) {
                cost += 1 + segments[i].length();
            } else if (!expected[i].startsWith("{")) {
                cost += edits(segments[i], expected[i]);
            }
        }
        return cost;
    }

    /// Levenshtein's distance.
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
