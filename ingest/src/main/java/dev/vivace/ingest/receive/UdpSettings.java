package dev.vivace.ingest.receive;

/// Bounds of a UDP port. Immutable.
///
/// @param maxPacketBytes larger datagrams are dropped, 1 to 65,535 (`max_packet_size`)
/// @param maxQueuedPackets datagrams that may wait to be read, at least 1 (`queue_size`)
/// @param maxQueuedBytes of all datagrams that wait or are being stored, at least one datagram
/// @param socketBufferBytes what the system is asked to keep for this port; 0 leaves it to the system
public record UdpSettings(int maxPacketBytes, int maxQueuedPackets, long maxQueuedBytes, int socketBufferBytes) {

    static final int LARGEST_PACKET = 65_535;

    /// 65,000 bytes, 1000 datagrams as Jaeger's agent has it, together at most 16 MiB.
    public static final UdpSettings DEFAULTS = new UdpSettings(65_000, 1000, 16 << 20, 2 << 20);

    public UdpSettings {
        if (maxPacketBytes < 1 || maxPacketBytes > LARGEST_PACKET) {
            throw new IllegalArgumentException(
                    "max_packet_size: " + maxPacketBytes + " (expected: 1 to " + LARGEST_PACKET + ")");
        }
        if (maxQueuedPackets < 1) {
            throw new IllegalArgumentException("queue_size: " + maxQueuedPackets + " (expected: at least 1)");
        }
        if (maxQueuedBytes < maxPacketBytes) {
            throw new IllegalArgumentException(
                    "bytes queued: " + maxQueuedBytes + " (expected: at least one datagram, " + maxPacketBytes + ")");
        }
        if (socketBufferBytes < 0) {
            throw new IllegalArgumentException("socket_buffer_size: " + socketBufferBytes + " (expected: at least 0)");
        }
    }
}
