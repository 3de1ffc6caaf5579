package dev.vivace.log;

import dev.vivace.model.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// The layout of one record in a segment, as drawn at [SegmentWriter].
final class Frame {

    /// Marker, length and checksum.
    static final int PREFIX_BYTES = 16;

    static final int LENGTH_AT = 8;
    static final int CRC_AT = 12;
    static final int TENANT_AT = PREFIX_BYTES;

    /// The least that can follow the checksum: a tenant of one letter and no payload.
    static final int MIN_LENGTH = 2;

    /// The most that can follow it: the largest record any option allows, and its tenant.
    static final int MAX_LENGTH = (256 << 20) + 256;

    private Frame() {}

    /// Everything of a frame before its payload, checksum included.
    static byte[] head(long marker, TenantId tenant, byte[] payload, int offset, int length) {
        byte[] name = tenant.name().getBytes(StandardCharsets.US_ASCII);
        byte[] head = new byte[TENANT_AT + 1 + name.length];
        ByteBuffer bytes = ByteBuffer.wrap(head);
        bytes.putLong(marker)
                .putInt(1 + name.length + length)
                .putInt(0)
                .put((byte) name.length)
                .put(name);
        CRC32C crc = new CRC32C();
        crc.update(head, LENGTH_AT, Integer.BYTES);
        crc.update(head, TENANT_AT, head.length - TENANT_AT);
        crc.update(payload, offset, length);
        bytes.putInt(CRC_AT, (int) crc.getValue());
        return head;
    }

    /// The checksum of a frame that lies whole in a buffer.
    static int crc(byte[] buffer, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer, at + LENGTH_AT, Integer.BYTES);
        crc.update(buffer, at + TENANT_AT, length);
        return (int) crc.getValue();
    }
}
