package dev.vivace.wire.tempo;

import dev.vivace.wire.protobuf.ProtobufReader;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;

/// Splits an answer of a streaming call into packets that clients can receive.
///
/// All these messages are built alike: what was found is the repeated field 1, what it cost is field 2, and
/// what
/// there is to say of the whole are the fields behind. Each packet is such a message: some of the first, all of
/// the second; the rest is in the last packet.
public final class Packets {

    private static final int ITEMS = 1;
    private static final int COST = 2;

    private Packets() {}

    /// @param message `SearchResponse`, `QueryRangeResponse` or another answer of `tempopb.StreamingQuerier`
    /// @param maxBytes of a packet; one that holds a single item may be larger
    /// @return at least one; a message that fits is its own packet
    public static List<byte[]> split(byte[] message, int maxBytes) {
        if (message.length <= maxBytes) {
            return List.of(message);
        }
        ProtobufWriter cost = new ProtobufWriter();
        ProtobufWriter rest = new ProtobufWriter();
        ProtobufReader fields = new ProtobufReader(message, 0, message.length);
        while (fields.next()) {
            if (fields.field() != ITEMS) {
                copy(message, fields, fields.field() == COST ? cost : rest);
            }
        }
        List<byte[]> packets = new ArrayList<>();
        ProtobufWriter packet = new ProtobufWriter(maxBytes);
        ProtobufReader items = new ProtobufReader(message, 0, message.length);
        while (items.next()) {
            if (items.field() == ITEMS) {
                int after = packet.sizeBytes() + items.position() - items.tagOffset() + cost.sizeBytes();
                if (packet.sizeBytes() > 0 && after + rest.sizeBytes() > maxBytes) {
                    packets.add(finished(packet, cost));
                }
                copy(message, items, packet);
            }
        }
        byte[] behind = rest.toByteArray();
        byte[] price = cost.toByteArray();
        packet.raw(price, 0, price.length);
        packet.raw(behind, 0, behind.length);
        packets.add(packet.toByteArray());
        return packets;
    }

    private static void copy(byte[] message, ProtobufReader field, ProtobufWriter into) {
        into.raw(message, field.tagOffset(), field.position() - field.tagOffset());
    }

    private static byte[] finished(ProtobufWriter packet, ProtobufWriter cost) {
        byte[] price = cost.toByteArray();
        packet.raw(price, 0, price.length);
        byte[] bytes = packet.toByteArray();
        packet.clear();
        return bytes;
    }
}
