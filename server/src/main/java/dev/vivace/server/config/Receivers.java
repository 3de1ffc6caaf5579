package dev.vivace.server.config;

import dev.vivace.ingest.receive.Cors;
import dev.vivace.ingest.receive.Protocol;
import dev.vivace.ingest.receive.UdpSettings;
import dev.vivace.server.access.PortTls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where spans are received: `distributor.receivers`. Immutable.
///
/// @param all every port to open, in the order of the file
public record Receivers(List<Receiver> all) {

    private static final long MEBI = 1024 * 1024;
    private static final String PATH = "distributor.receivers.";

    /// Without a word about receivers: all of them, on the loopback address. OTLP must open; the others
    /// open if nobody, such as a Jaeger beside Vivace, has their ports.
    public static final Receivers DEFAULTS = new Receivers(defaults());

    public Receivers {
        all = List.copyOf(all);
    }

    /// One port.
    ///
    /// @param section the path of its section, like `distributor.receivers.otlp.protocols.grpc`
    /// @param maxRequestBytes of one request, before and after decompression; of no meaning over UDP
    /// @param cors which web pages may send; of no meaning over UDP
    /// @param udp bounds of a UDP port
    /// @param typedTags Zipkin's `parse_string_tags`
    /// @param tls its certificate; null for plain connections
    /// @param required whether the server does not start without it
    public record Receiver(
            Protocol protocol,
            Door door,
            String section,
            long maxRequestBytes,
            Cors cors,
            UdpSettings udp,
            boolean typedTags,
            @Nullable PortTls tls,
            boolean required) {

        /// What holds unless the configuration says otherwise.
        static Receiver of(Protocol protocol, String receiver) {
            boolean grpc = protocol == Protocol.OTLP_GRPC || protocol == Protocol.JAEGER_GRPC;
            return new Receiver(
                    protocol,
                    new Door("localhost", protocol.usualPort()),
                    PATH + receiver + below(protocol),
                    grpc ? 4 * MEBI : 20 * MEBI,
                    Cors.NONE,
                    UdpSettings.DEFAULTS,
                    false,
                    null,
                    true);
        }

        Receiver at(Door other) {
            return new Receiver(protocol, other, section, maxRequestBytes, cors, udp, typedTags, tls, required);
        }

        Receiver optional() {
            return new Receiver(protocol, door, section, maxRequestBytes, cors, udp, typedTags, tls, false);
        }

        /// The key that moves the port.
        public String setting() {
            return section + ".endpoint";
        }
    }

    /// The section of a protocol, below its receiver's name.
    static String below(Protocol protocol) {
        return switch (protocol) {
            case OTLP_GRPC, JAEGER_GRPC -> ".protocols.grpc";
            case OTLP_HTTP -> ".protocols.http";
            case JAEGER_HTTP -> ".protocols.thrift_http";
            case JAEGER_COMPACT -> ".protocols.thrift_compact";
            case JAEGER_BINARY -> ".protocols.thrift_binary";
            case ZIPKIN -> "";
        };
    }

    /// The name of a protocol's receiver in the configuration.
    static String receiver(Protocol protocol) {
        return switch (protocol) {
            case OTLP_GRPC, OTLP_HTTP -> "otlp";
            case JAEGER_GRPC, JAEGER_HTTP, JAEGER_COMPACT, JAEGER_BINARY -> "jaeger";
            case ZIPKIN -> "zipkin";
        };
    }

    /// The first port of a protocol; null if there is none.
    public @Nullable Receiver first(Protocol protocol) {
        for (Receiver receiver : all) {
            if (receiver.protocol() == protocol) {
                return receiver;
            }
        }
        return null;
    }

    /// Whether any of them listens where another server over TCP would.
    boolean overlap(Door door) {
        return door.port() != 0
                && all.stream()
                        .anyMatch(receiver ->
                                !receiver.protocol().isUdp() && receiver.door().overlaps(door));
    }

    /// The largest request any port over plain HTTP takes; 0 if there is none.
    public long maxHttpBytes() {
        return max(Protocol.OTLP_HTTP, Protocol.JAEGER_HTTP, Protocol.ZIPKIN);
    }

    /// The largest request any port over gRPC takes; 0 if there is none.
    public long maxGrpcBytes() {
        return max(Protocol.OTLP_GRPC, Protocol.JAEGER_GRPC);
    }

    private long max(Protocol... protocols) {
        List<Protocol> wanted = List.of(protocols);
        return all.stream()
                .filter(receiver -> wanted.contains(receiver.protocol()))
                .mapToLong(Receiver::maxRequestBytes)
                .max()
                .orElse(0);
    }

    private static List<Receiver> defaults() {
        List<Receiver> all = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            Receiver receiver = Receiver.of(protocol, receiver(protocol));
            all.add(receiver(protocol).equals("otlp") ? receiver : receiver.optional());
        }
        return all;
    }
}
