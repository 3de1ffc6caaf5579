package dev.vivace.server.http;

import dev.vivace.ingest.receive.Cors;
import dev.vivace.ingest.receive.Protocol;
import dev.vivace.ingest.receive.UdpSettings;
import dev.vivace.server.access.PortTls;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A receiver's port to open. Immutable.
///
/// @param protocol what it is meant for
/// @param address where; port 0 leaves the choice to the system
/// @param setting the key that moves it, for whoever finds the port taken
/// @param cors which web pages may send to it; of no meaning over UDP
/// @param udp bounds of a UDP port
/// @param typedTags whether Zipkin's tags become numbers and booleans where they read as such
/// @param tls its certificate; null for plain connections
/// @param required whether the server does not start without it; else it only says so
public record Listener(
        Protocol protocol,
        InetSocketAddress address,
        String setting,
        Cors cors,
        UdpSettings udp,
        boolean typedTags,
        @Nullable PortTls tls,
        boolean required) {

    /// A port with nothing out of the ordinary, at the usual setting.
    public static Listener of(Protocol protocol, InetSocketAddress address, String setting) {
        return new Listener(protocol, address, setting, Cors.NONE, UdpSettings.DEFAULTS, false, null, true);
    }
}
