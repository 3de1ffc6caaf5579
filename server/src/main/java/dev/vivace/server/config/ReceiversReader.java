package dev.vivace.server.config;

import dev.vivace.ingest.receive.Cors;
import dev.vivace.ingest.receive.Protocol;
import dev.vivace.ingest.receive.UdpSettings;
import dev.vivace.server.config.Receivers.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads `distributor.receivers`: the receivers of an OpenTelemetry collector, by type and, for several
/// of a type, by name after a slash (`otlp/second`). A protocol that is named opens its port, a receiver
/// without protocols opens all of its own. Confined to one thread.
final class ReceiversReader {

    private static final long MEBI = 1024 * 1024;

    private final SectionReader receivers;
    private final Door api;
    private final @Nullable Door grpcQueries;
    private final StartupNotes notes;
    private final List<Receiver> open = new ArrayList<>();

    /// @param api where queries are answered, and no spans are taken
    /// @param grpcQueries another such port; null for none, or one that gives way to receivers
    ReceiversReader(SectionReader receivers, Door api, @Nullable Door grpcQueries, StartupNotes notes) {
        this.receivers = receivers;
        this.api = api;
        this.grpcQueries = grpcQueries;
        this.notes = notes;
    }

    Receivers read() {
        if (receivers.isEmpty()) {
            return Receivers.DEFAULTS;
        }
        for (String name : receivers.keys()) {
            String type = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
            switch (type) {
                case "otlp", "jaeger" -> protocols(type, name);
                case "zipkin" -> receiver(Protocol.ZIPKIN, name, receivers.child(name));
                default -> {} // named by the table of known keys
            }
        }
        if (open.isEmpty()) {
            notes.add("distributor.receivers", "no receiver is configured, so no spans can arrive");
        }
        return new Receivers(open);
    }

    private void protocols(String type, String name) {
        SectionReader protocols = receivers.child(name).child("protocols");
        for (Protocol protocol : Protocol.values()) {
            String key = Receivers.below(protocol).replace(".protocols.", "");
            if (Receivers.receiver(protocol).equals(type) && (protocols.isEmpty() || protocols.has(key))) {
                receiver(protocol, name, protocols.child(key));
            }
        }
    }

    private void receiver(Protocol protocol, String name, SectionReader section) {
        Receiver absent = Receiver.of(protocol, name);
        long bytes;
        if (absent.section().endsWith(".grpc")) {
            bytes = section.count("max_recv_msg_size_mib", 0) * MEBI;
        } else {
            bytes = section.bytes("max_request_body_size", 0);
        }
        long limit = bytes == 0 ? absent.maxRequestBytes() : bytes;
        if (limit < 1024 || limit > Integer.MAX_VALUE) {
            section.refuse(
                    absent.section().endsWith(".grpc") ? "max_recv_msg_size_mib" : "max_request_body_size",
                    "largest request: " + limit + " bytes (expected: 1024 to " + Integer.MAX_VALUE + ")");
            limit = absent.maxRequestBytes();
        }
        Receiver read = new Receiver(
                protocol,
                absent.door(),
                absent.section(),
                limit,
                cors(section.child("cors")),
                protocol.isUdp() ? udp(section) : absent.udp(),
                protocol == Protocol.ZIPKIN && section.bool("parse_string_tags", false),
                protocol.isUdp() ? null : SecurityReader.ofReceiver(section.child("tls")),
                true);
        for (Door door : section.doors("endpoint", absent.door())) {
            Receiver receiver = read.at(door);
            checkPort(receiver, section);
            open.add(receiver);
        }
    }

    /// Receivers may share a port, for each takes what any takes; then one certificate is shown there, and one rule
    /// holds for web pages.
    private void checkPort(Receiver receiver, SectionReader section) {
        Door door = receiver.door();
        if (door.port() == 0) {
            return;
        }
        boolean taken = door.overlaps(api) || grpcQueries != null && door.overlaps(grpcQueries);
        if (!receiver.protocol().isUdp() && taken) {
            section.refuse("endpoint", "'" + door + "' is where queries are answered (expected: a port of its own)");
        }
        for (Receiver other : open) {
            boolean together = other.protocol().isUdp() == receiver.protocol().isUdp()
                    && other.door().equals(door);
            if (together && receiver.protocol().isUdp()) {
                section.refuse("endpoint", "'" + door + "' is that of " + other.setting() + " too");
            } else if (together && !Objects.equals(other.tls(), receiver.tls())) {
                section.refuse(
                        "endpoint",
                        "'" + door + "' is that of " + other.setting() + " too, with another 'tls' (expected: the same"
                                + " in both, or a port of its own)");
            } else if (together && !other.cors().equals(receiver.cors())) {
                section.refuse(
                        "endpoint",
                        "'" + door + "' is that of " + other.setting() + " too, with another 'cors' (expected: the same"
                                + " in both, or a port of its own)");
            }
        }
    }

    private static Cors cors(SectionReader section) {
        int maxAge = section.count("max_age", 0);
        return section.build(
                Cors.NONE,
                () -> new Cors(
                        section.texts("allowed_origins"),
                        section.texts("allowed_headers"),
                        Duration.ofSeconds(maxAge)));
    }

    private static UdpSettings udp(SectionReader section) {
        UdpSettings absent = UdpSettings.DEFAULTS;
        return section.build(
                absent,
                () -> new UdpSettings(
                        section.count("max_packet_size", absent.maxPacketBytes()),
                        section.count("queue_size", absent.maxQueuedPackets()),
                        absent.maxQueuedBytes(),
                        section.count("socket_buffer_size", absent.socketBufferBytes())));
    }
}
