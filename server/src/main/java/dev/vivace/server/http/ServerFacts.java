package dev.vivace.server.http;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// What the status pages say about the server as a whole. The suppliers are thread-safe and asked at every view.
///
/// @param build which build this is
/// @param started when the process began
/// @param services the parts of the server and how they are
/// @param configYaml the configuration in effect, as YAML, secrets left out
/// @param configDiffYaml of it, what differs from the defaults
/// @param defaultsYaml the defaults
/// @param notes one sentence per setting that does not simply work as written
/// @param controls what can be told to the server
public record ServerFacts(
        BuildInfo build,
        Instant started,
        Supplier<List<ServiceState>> services,
        Supplier<String> configYaml,
        Supplier<String> configDiffYaml,
        Supplier<String> defaultsYaml,
        List<String> notes,
        ServerControls controls) {
    public ServerFacts {
        notes = List.copyOf(notes);
    }

    /// One part of the server.
    ///
    /// @param state such as `Running`
    /// @param failure what went wrong, empty if nothing did
    public record ServiceState(String name, String state, String failure) {}
}
