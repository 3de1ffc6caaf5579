package dev.vivace.server.http;

import java.io.IOException;

/// A port that could not be opened. The message names it, what holds it if that is known, and the setting that
/// moves it.
public final class PortUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int port;

    PortUnavailableException(int port, String message, Throwable cause) {
        super(message, cause);
        this.port = port;
    }

    public int port() {
        return port;
    }
}
