package dev.vivace.server;

import dev.vivace.server.config.Settings;
import java.io.IOException;

/// Turns settings into a running server: opens the log and the blocks, replays, opens the doors.
@FunctionalInterface
public interface ServerRunner {

    /// Starts everything and returns once requests are answered.
    ///
    /// @throws UserError if the settings ask for something that cannot be, such as a port in use
    /// @throws IOException if the data directory cannot be read or written
    RunningServer start(Settings settings) throws IOException;
}
