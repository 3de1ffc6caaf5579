package dev.vivace.ingest.receive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Decompresses LZ4 frames, block by block, one frame or several. Confined to one thread.
///
/// ```text
/// frame   u32  magic 0x184d2204, or 0x184d2a50 to 0x184d2a5f: to be skipped, with a u32 length of what follows
///         u8   flags: version 01, blocks independent, block checksums, content size, content checksum, 0, dictionary
///         u8   largest block: 4 to 7 in bits 4 to 6, for 64 KiB, 256 KiB, 1 MiB, 4 MiB
///         u64  content size, if the flags say so
///         u8   second byte of the XXH32 of what stands between magic and here
///         then blocks: u32 length, its top bit set if the block is plain; the block; u32 XXH32 of it, if flagged
///         u32  0, and u32 XXH32 of the content, if flagged
/// ```
/// All numbers are little-endian.
///
/// @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 frame format</a>
final class Lz4InputStream extends InputStream {

    static final int MAGIC = 0x184d2204;

    private static final int SKIPPABLE = 0x184d2a50;
    /// How far back a match may reach, over the blocks of a frame.
    private static final int HISTORY = 1 << 16;
    /// A match of 255 bytes costs one; anything beyond is impossible.
    private static final int MAX_EXPANSION = 255;

    private final byte[] data;
    private final int end;
    private int position;

    private boolean framesSeen;
    private boolean inFrame;
    private boolean linked;
    private boolean blockChecksums;
    private boolean contentChecksum;
    private int maxBlock;
    private Xxh32 content = new Xxh32();

    /// What matches may reach, then the block that is being read.
    private byte[] window = new byte[0];

    private int readFrom;
    private int readTo;

    Lz4InputStream(Bytes bytes) {
        data = bytes.array();
        position = bytes.offset();
        end = position + bytes.length();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        while (readFrom == readTo) {
            if (inFrame) {
                nextBlock();
            } else if (position == end && framesSeen) {
                return -1;
            } else {
                nextFrame();
            }
        }
        int copied = Math.min(count, readTo - readFrom);
        System.arraycopy(window, readFrom, target, offset, copied);
        readFrom += copied;
        return copied;
    }

    private void nextFrame() throws IOException {
        int start = position;
        int magic = u32();
        if ((magic & ~0xf) == SKIPPABLE) {
            int length = u32();
            need(length < 0 ? Integer.MAX_VALUE : length);
            position += length;
            return;
        }
        if (magic != MAGIC) {
            throw new IOException("lz4: no frame at offset " + start);
        }
        int header = position;
        int flags = u8();
        int size = u8() >>> 4 & 7;
        if (flags >>> 6 != 1 || (flags & 2) != 0 || size < 4) {
            throw new IOException("lz4: frame with flags " + flags + " and block size " + size
                    + " (expected: version 1, a block size of 4 to 7)");
        }
        if ((flags & 1) != 0) {
            throw new IOException("lz4: frame needs a dictionary");
        }
        if ((flags & 8) != 0) {
            need(8);
            position += 8; // the content's size, which its bytes tell as well
        }
        int sum = Xxh32.of(data, header, position - header) >>> 8 & 0xff;
        if (u8() != sum) {
            throw new IOException("lz4: frame at offset " + start + " fails the checksum of its header");
        }
        linked = (flags & 0x20) == 0;
        blockChecksums = (flags & 0x10) != 0;
        contentChecksum = (flags & 4) != 0;
        framesSeen = true;
        maxBlock = 1 << (8 + 2 * size);
        content = new Xxh32();
        inFrame = true;
        readFrom = 0;
        readTo = 0;
    }

    private void nextBlock() throws IOException {
        int word = u32();
        if (word == 0) {
            inFrame = false;
            if (contentChecksum && u32() != content.value()) {
                throw new IOException("lz4: the content fails its checksum");
            }
            return;
        }
        int size = word & Integer.MAX_VALUE;
        if (size > maxBlock) {
            throw new IOException("lz4: block of " + size + " bytes (expected: at most " + maxBlock + ")");
        }
        need(size);
        int start = position;
        position += size;
        if (blockChecksums && u32() != Xxh32.of(data, start, size)) {
            throw new IOException("lz4: block at offset " + start + " fails its checksum");
        }
        keepHistory();
        int largest = (int) Math.min(maxBlock, (long) size * MAX_EXPANSION);
        if (word < 0) {
            makeRoom(size);
            System.arraycopy(data, start, window, readFrom, size);
            readTo = readFrom + size;
        } else {
            makeRoom(largest);
            readTo = decode(start, start + size, readFrom + largest);
        }
        if (contentChecksum) {
            content.update(window, readFrom, readTo - readFrom);
        }
    }

    private void keepHistory() {
        int kept = linked ? Math.min(readTo, HISTORY) : 0;
        System.arraycopy(window, readTo - kept, window, 0, kept);
        readFrom = kept;
        readTo = kept;
    }

    private void makeRoom(int count) {
        if (window.length - readFrom < count) {
            window = Arrays.copyOf(window, readFrom + count);
        }
    }

    /// @return where the decompressed bytes end in the window
    private int decode(int from, int to, int limit) throws IOException {
        int in = from;
        int out = readFrom;
        while (in < to) {
            int token = data[in++] & 0xff;
            long literals = token >>> 4;
            if (literals == 15) {
                int more;
                do {
                    more = byteOf(in++, to);
                    literals += more;
                } while (more == 255);
            }
            if (literals > to - in || literals > limit - out) {
                throw damaged(in);
            }
            System.arraycopy(data, in, window, out, (int) literals);
            in += (int) literals;
            out += (int) literals;
            if (in == to) {
                return out; // the last sequence has no match
            }
            int distance = byteOf(in, to) | byteOf(in + 1, to) << 8;
            in += 2;
            long match = 4L + (token & 15);
            if (match == 19) {
                int more;
                do {
                    more = byteOf(in++, to);
                    match += more;
                } while (more == 255);
            }
            if (distance == 0 || distance > out || match > limit - out) {
                throw damaged(in);
            }
            copyMatch(out, distance, (int) match);
            out += (int) match;
        }
        throw damaged(in);
    }

    /// The match may overlap itself: what it makes, it goes on to copy.
    private void copyMatch(int out, int distance, int length) {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, distance + done);
            System.arraycopy(window, out - distance, window, out + done, count);
            done += count;
        }
    }

    private int byteOf(int at, int to) throws IOException {
        if (at >= to) {
            throw damaged(at);
        }
        return data[at] & 0xff;
    }

    private static IOException damaged(int at) {
        return new IOException("lz4: damaged block near offset " + at);
    }

    private int u8() throws EOFException {
        need(1);
        return data[position++] & 0xff;
    }

    private int u32() throws EOFException {
        need(4);
        int value = data[position] & 0xff
                | (data[position + 1] & 0xff) << 8
                | (data[position + 2] & 0xff) << 16
                | data[position + 3] << 24;
        position += 4;
        return value;
    }

    private void need(int count) throws EOFException {
        if (end - position < count) {
            throw new EOFException("lz4: the stream ends at offset " + end);
        }
    }
}
