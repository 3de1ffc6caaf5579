package dev.vivace.server.http;

import dev.vivace.wire.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// What `/api/status/buildinfo` says. Immutable.
///
/// @param vivace this program's own version, for example `0.1.0`
/// @param revision the commit it was built from, empty if unknown
/// @param branch the branch it was built from, empty if unknown
/// @param built when; [Instant#EPOCH] if unknown
public record BuildInfo(String vivace, String revision, String branch, Instant built) {

    /// The API's version. Grafana compares it as a semantic version with 2.2.0 and 2.7.0 to decide what it may ask,
    /// and a pre-release (`3.0.0-…`) would sort below 3.0.0: Vivace's own version therefore goes after a `+`, which
    /// comparisons ignore.
    private static final String API_VERSION = "3.0.0";

    public String version() {
        return API_VERSION + "+vivace-" + vivace;
    }

    /// The Java runtime, where the reference names its compiler.
    public String runtime() {
        return "java" + Runtime.version().feature();
    }

    /// When it was built, empty if unknown.
    String builtText() {
        return built.equals(Instant.EPOCH) ? "" : built.toString();
    }

    byte[] json() {
        JsonText out = new JsonText();
        out.beginObject().name("version").string(version()).name("revision").string(revision);
        out.name("branch")
                .string(branch)
                .name("buildUser")
                .string("")
                .name("buildDate")
                .string(builtText());
        out.name("goVersion").string(runtime()).endObject();
        return (out + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
