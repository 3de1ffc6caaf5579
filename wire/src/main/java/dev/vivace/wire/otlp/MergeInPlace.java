package dev.vivace.wire.otlp;

import dev.vivace.wire.protobuf.ProtobufReader;
import dev.vivace.wire.protobuf.ProtobufWriter;

/// Rewrites a message in which a singular sub-message was sent several times so that it is there once.
///
/// Protobuf merges the occurrences, and their bytes one after the other are that merge. No encoder in use writes such a
/// thing, but "last one wins" is an attack waiting for two readers that differ. The result takes the same bytes of the
/// same array, so all offsets around it stay; the room won is filled with an over-long length, or with a field number
/// that protobuf reserves for itself.
final class MergeInPlace {

    /// In the range 19000 to 19999, which no message may use.
    private static final int FILLER_FIELD = 19000;
    /// Three bytes of tag and one of length.
    private static final int MIN_FILLER = 4;
    /// Three bytes of tag and a length stretched to five.
    private static final int LONG_FILLER = 8;

    private MergeInPlace() {}

    /// Merges the occurrences of sub-message `field` within the message from `from` to `to` (exclusive), whose fields
    /// are well-formed at this level.
    static void merge(byte[] data, int from, int to, int field) {
        ProtobufWriter merged = new ProtobufWriter(to - from);
        ProtobufWriter rest = new ProtobufWriter(to - from);
        int tag = field << 3 | ProtobufWriter.LENGTH_DELIMITED;
        ProtobufReader reader = new ProtobufReader(data, from, to - from);
        while (reader.next()) {
            if (reader.tag() == tag) {
                merged.raw(data, reader.valueOffset(), reader.valueLength());
            } else {
                rest.raw(data, reader.tagOffset(), reader.position() - reader.tagOffset());
            }
        }
        byte[] content = merged.toByteArray();
        int minimal = rest.sizeBytes()
                + ProtobufWriter.varintSize(tag)
                + ProtobufWriter.varintSize(content.length)
                + content.length;
        int spare = to - from - minimal;
        int stretch = 0;
        if (spare >= LONG_FILLER) {
            rest.tag(FILLER_FIELD, ProtobufWriter.LENGTH_DELIMITED);
            stretchedLength(rest, spare - LONG_FILLER, 5);
            rest.raw(new byte[spare - LONG_FILLER], 0, spare - LONG_FILLER);
        } else if (spare >= MIN_FILLER) {
            rest.tag(FILLER_FIELD, ProtobufWriter.LENGTH_DELIMITED);
            rest.varint(spare - MIN_FILLER);
            rest.raw(new byte[spare - MIN_FILLER], 0, spare - MIN_FILLER);
        } else {
            stretch = spare;
        }
        rest.varint(tag);
        stretchedLength(rest, content.length, ProtobufWriter.varintSize(content.length) + stretch);
        rest.raw(content, 0, content.length);
        byte[] rewritten = rest.toByteArray();
        System.arraycopy(rewritten, 0, data, from, rewritten.length);
    }

    /// Writes a length in exactly `width` bytes.
    private static void stretchedLength(ProtobufWriter out, int length, int width) {
        byte[] varint = new byte[width];
        long left = length;
        for (int i = 0; i < width; i++) {
            varint[i] = (byte) ((left & 0x7F) | (i < width - 1 ? 0x80 : 0));
            left >>>= 7;
        }
        out.raw(varint, 0, width);
    }
}
