package dev.vivace.server.config;

import java.net.InetSocketAddress;

/// An address to listen on. Immutable.
///
/// @param host a name, an IPv4 or an IPv6 address without brackets; empty for every address of the machine, IPv6
///     included
/// @param port 0 to 65535; 0 lets the system choose
public record Door(String host, int port) {
    private static final int MAX_PORT = 65535;

    public Door {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to " + MAX_PORT + ")");
        }
    }

    /// Reads `host:port`, `:port` or `[ipv6]:port`.
    ///
    /// @throws IllegalArgumentException with what was expected
    static Door parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && text.indexOf("]:") == colon - 1;
        if (colon < 0 || text.contains("://") || !bracketed && text.indexOf(':') != colon) {
            throw new IllegalArgumentException("expected: host:port, such as 0.0.0.0:4317 or [::]:4317"
                    + (text.contains("://") ? ", without a scheme" : ""));
        }
        String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
        try {
            return new Door(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected: host:port with a port from 0 to " + MAX_PORT, e);
        }
    }

    /// Whether it stands for every address of the machine.
    public boolean isEveryAddress() {
        return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::") || host.equals("*");
    }

    /// Whether one of two servers could not listen here if the other listens there, as far as names tell.
    boolean overlaps(Door other) {
        return port == other.port && (isEveryAddress() || other.isEveryAddress() || host.equals(other.host));
    }

    /// What to bind. `0.0.0.0` binds IPv6 as well, as Go does: private networks are often IPv6 alone.
    public InetSocketAddress bindAddress() {
        return isEveryAddress() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
