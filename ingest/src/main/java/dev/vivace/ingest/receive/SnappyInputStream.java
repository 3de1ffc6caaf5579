package dev.vivace.ingest.receive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Snappy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Decompresses Snappy, chunk by chunk: the framing format, or one bare block. Confined to one thread.
///
/// ```text
/// block   varint  uncompressed length, then elements
/// frame   u8      0xff identifier, 0x00 compressed, 0x01 plain, 0x80 to 0xfe to be skipped
///         u24     little-endian length of what follows
///         u32     little-endian masked CRC-32C of the uncompressed bytes (0x00 and 0x01 only)
/// ```
///
/// @see <a href="https://github.com/google/snappy/blob/main/framing_format.txt">Snappy framing format</a>
final class SnappyInputStream extends InputStream {

    private static final byte[] IDENTIFIER = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
    private static final int MAX_CHUNK = 65536;
    /// A block element expands at most 64 bytes out of 3; anything beyond lies about its length.
    private static final int MAX_EXPANSION = 64;

    private final byte[] data;
    private final int end;
    private int position;
    private byte[] chunk = new byte[0];
    private int chunkPosition;

    SnappyInputStream(Bytes bytes) throws IOException {
        data = bytes.array();
        position = bytes.offset();
        end = position + bytes.length();
        if (!isFramed()) {
            chunk = block(position, bytes.length(), Integer.MAX_VALUE);
            position = end;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        while (chunkPosition == chunk.length) {
            if (position == end) {
                return -1;
            }
            nextFrame();
        }
        int copied = Math.min(count, chunk.length - chunkPosition);
        System.arraycopy(chunk, chunkPosition, target, offset, copied);
        chunkPosition += copied;
        return copied;
    }

    private void nextFrame() throws IOException {
        need(4);
        int type = data[position] & 0xff;
        int size = data[position + 1] & 0xff | (data[position + 2] & 0xff) << 8 | (data[position + 3] & 0xff) << 16;
        position += 4;
        need(size);
        int start = position;
        position += size;
        if (type >= 0x80) {
            return; // identifier, padding, skippable
        }
        if (type > 1 || size < 4) {
            throw new IOException("snappy: frame type " + type + " of " + size + " bytes at offset " + (start - 4));
        }
        chunk = type == 0 ? block(start + 4, size - 4, MAX_CHUNK) : Arrays.copyOfRange(data, start + 4, position);
        chunkPosition = 0;
        CRC32C crc = new CRC32C();
        crc.update(chunk);
        int sum = (int) crc.getValue();
        int masked = (sum >>> 15 | sum << 17) + 0xa282ead8;
        int stored = data[start] & 0xff
                | (data[start + 1] & 0xff) << 8
                | (data[start + 2] & 0xff) << 16
                | (data[start + 3] & 0xff) << 24;
        if (masked != stored) {
            throw new IOException("snappy: frame at offset " + (start - 4) + " fails its checksum");
        }
    }

    private byte[] block(int offset, int size, int limit) throws IOException {
        long announced = announced(offset, size);
        if (announced > limit || announced > (long) size * MAX_EXPANSION) {
            throw new IOException("snappy: a block of " + size + " bytes claims to hold " + announced);
        }
        ByteBuf in = Unpooled.wrappedBuffer(data, offset, size);
        ByteBuf out = Unpooled.buffer((int) announced);
        try {
            new Snappy().decode(in, out);
        } catch (DecompressionException | IndexOutOfBoundsException e) {
            throw new IOException("snappy: " + e.getMessage(), e);
        }
        if (out.readableBytes() != announced) {
            throw new EOFException("snappy: block ends after " + out.readableBytes() + " of " + announced + " bytes");
        }
        return ByteBufUtil.getBytes(out);
    }

    private long announced(int offset, int size) throws IOException {
        long value = 0;
        for (int i = 0; i < 5 && i < size; i++) {
            byte next = data[offset + i];
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("snappy: no block length at offset " + offset);
    }

    private void need(int count) throws EOFException {
        if (end - position < count) {
            throw new EOFException("snappy: frame at offset " + position + " is cut short");
        }
    }

    private boolean isFramed() {
        int to = Math.min(end, position + IDENTIFIER.length);
        return Arrays.equals(data, position, to, IDENTIFIER, 0, IDENTIFIER.length);
    }
}
