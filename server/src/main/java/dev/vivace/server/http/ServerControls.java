package dev.vivace.server.http;

import java.io.IOException;

/// What operators tell a running server. Thread-safe.
public interface ServerControls {

    /// Nothing can be told.
    ServerControls NONE = new ServerControls() {
        @Override
        public void flush() {}

        @Override
        public void shutdown() {}
    };

    /// Writes every live span to blocks, and returns when they are there.
    void flush() throws IOException;

    /// Has the process write every live span to blocks and end; returns at once.
    void shutdown();
}
