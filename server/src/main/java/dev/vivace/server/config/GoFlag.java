package dev.vivace.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A Go-style flag that stands for a key of the configuration file, or for nothing any more. Immutable.
///
/// @param name without dashes, such as `server.http-listen-port`
/// @param isSwitch whether it may stand without a value, and then means true
/// @param key the path of the key it sets; empty if it has no effect
/// @param sentence why it has no effect; empty if it has one
public record GoFlag(String name, boolean isSwitch, String key, String sentence) {

    /// Every flag, from the table `flags.txt`.
    public static List<GoFlag> all() {
        String table;
        try (InputStream in = GoFlag.class.getResourceAsStream("flags.txt")) {
            if (in == null) {
                throw new IllegalStateException("flags.txt is not on the class path");
            }
            table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("flags.txt cannot be read", e);
        }
        List<GoFlag> flags = new ArrayList<>();
        for (String line : table.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" ", 3);
            boolean gone = words[2].startsWith("! ");
            flags.add(new GoFlag(
                    words[0], words[1].equals("switch"), gone ? "" : words[2], gone ? words[2].substring(2) : ""));
        }
        return flags;
    }

    /// A flag as it was given.
    public record Given(GoFlag flag, String value) {}
}
