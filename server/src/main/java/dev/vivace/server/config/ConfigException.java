package dev.vivace.server.config;

import dev.vivace.server.UserError;
import java.util.List;

/// A configuration that cannot be used. Each problem names its place, the key, the value and what was expected.
public final class ConfigException extends UserError {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join("\n", problems), "every key Vivace knows is listed by: ./vivace config");
        this.problems = List.copyOf(problems);
    }

    /// At least one, in the order of the file.
    public List<String> problems() {
        return problems;
    }
}
