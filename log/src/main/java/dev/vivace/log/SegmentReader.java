package dev.vivace.log;

import dev.vivace.model.TenantId;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the frames of one segment in order, past damage. Holds one frame in memory, or a window of 256 KiB if that
/// is more. Confined to one thread.
final class SegmentReader implements Closeable {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int WINDOW_BYTES = 256 << 10;
    /// The JDK keeps a direct buffer as large as the largest read per thread: reads are cut so that it stays small.
    private static final int MAX_READ_BYTES = 1 << 20;
    private static final int SECTOR_BYTES = 4096;

    /// Hears of parts that hold no valid frame.
    interface DamageListener {

        /// @param from offset of the first byte that belongs to no frame
        /// @param to offset of the next valid frame, or the end of what was to be read
        void damaged(long from, long to) throws IOException;
    }

    private final SegmentFile file;
    private final long sizeBytes;
    private final long endOffset;
    private final DamageListener listener;
    private final @Nullable SegmentHeader header;
    private final long marker;

    private byte[] window = new byte[0];
    private long windowStart;
    private int windowLength;

    private long position;
    private long frameStart;
    private int payloadAt;
    private int payloadLength;
    private byte[] tenantBytes = new byte[0];
    private @Nullable TenantId tenant;

    /// Opens a segment.
    ///
    /// @param from offset of a frame to begin with; less than the header's size means the first
    /// @param end offset up to which frames are expected, or [Long#MAX_VALUE] for the end of the file
    static SegmentReader open(SegmentDirectory directory, long number, long from, long end, DamageListener listener)
            throws IOException {
        SegmentFile file = directory.open(SegmentHeader.fileName(number));
        try {
            return new SegmentReader(file, directory + "/" + SegmentHeader.fileName(number), from, end, listener);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    private SegmentReader(SegmentFile file, String where, long from, long end, DamageListener listener)
            throws IOException {
        this.file = file;
        this.listener = listener;
        this.sizeBytes = file.size();
        this.endOffset = end == Long.MAX_VALUE ? sizeBytes : end;
        this.position = Math.max(from, SegmentHeader.BYTES);
        byte[] head = new byte[(int) Math.min(sizeBytes, SegmentHeader.BYTES + Long.BYTES)];
        read(0, head, 0, head.length);
        this.header = SegmentHeader.decode(head, where);
        if (header != null) {
            this.marker = header.marker();
        } else {
            // A header that is damaged need not cost the segment: its marker opens the first frame, too.
            this.marker =
                    head.length == SegmentHeader.BYTES + Long.BYTES ? (long) LONG.get(head, SegmentHeader.BYTES) : 0;
        }
    }

    /// The segment's header, null if it is torn or damaged.
    @Nullable
    SegmentHeader header() {
        return header;
    }

    /// Size of the file when it was opened.
    long sizeBytes() {
        return sizeBytes;
    }

    /// Moves on to the next valid frame, and tells the listener what had to be skipped before it.
    ///
    /// @return false if there is none up to the end
    boolean next() throws IOException {
        while (position < endOffset) {
            int bytes = frameAt(position);
            if (bytes > 0) {
                frameStart = position;
                position += bytes;
                return true;
            }
            long skippedFrom = position;
            position = findFrame(position + 1);
            listener.damaged(skippedFrom, position);
        }
        return false;
    }

    /// Offset of the current frame.
    long frameStart() {
        return frameStart;
    }

    /// Offset behind the current frame.
    long frameEnd() {
        return position;
    }

    TenantId tenant() {
        if (tenant == null) {
            throw new IllegalStateException("tenant of no frame (expected: after next() returned true)");
        }
        return tenant;
    }

    /// Holds the current frame's payload until the next call of [#next].
    byte[] buffer() {
        return window;
    }

    int payloadOffset() {
        return payloadAt;
    }

    int payloadLength() {
        return payloadLength;
    }

    /// Copies bytes of the file out, valid or not. What cannot be read is zero.
    byte[] raw(long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(from, bytes, 0, length);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /// The size of the valid frame at an offset, 0 if there is none.
    private int frameAt(long offset) throws IOException {
        long left = endOffset - offset;
        if (left < Frame.PREFIX_BYTES + Frame.MIN_LENGTH) {
            return 0;
        }
        int at = load(offset, Frame.PREFIX_BYTES);
        if ((long) LONG.get(window, at) != marker) {
            return 0;
        }
        int length = (int) INT.get(window, at + Frame.LENGTH_AT);
        if (length < Frame.MIN_LENGTH || length > Frame.MAX_LENGTH || length > left - Frame.PREFIX_BYTES) {
            return 0;
        }
        int expected = (int) INT.get(window, at + Frame.CRC_AT);
        at = load(offset, Frame.PREFIX_BYTES + length);
        if (Frame.crc(window, at, length) != expected) {
            return 0;
        }
        int nameLength = window[at + Frame.TENANT_AT] & 0xff;
        if (nameLength == 0 || nameLength >= length || !readTenant(at + Frame.TENANT_AT + 1, nameLength)) {
            return 0;
        }
        payloadAt = at + Frame.TENANT_AT + 1 + nameLength;
        payloadLength = length - 1 - nameLength;
        return Frame.PREFIX_BYTES + length;
    }

    private boolean readTenant(int at, int length) {
        if (Arrays.equals(window, at, at + length, tenantBytes, 0, tenantBytes.length)) {
            return true;
        }
        try {
            tenant = new TenantId(new String(window, at, length, StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return false;
        }
        tenantBytes = Arrays.copyOfRange(window, at, at + length);
        return true;
    }

    /// The offset of the first valid frame at or after one, or the end.
    private long findFrame(long from) throws IOException {
        long offset = from;
        while (endOffset - offset >= Frame.PREFIX_BYTES + Frame.MIN_LENGTH) {
            int at = load(offset, Frame.PREFIX_BYTES);
            int last = (int) Math.min(windowLength - Long.BYTES, at + (endOffset - offset) - Long.BYTES);
            int hit = at;
            while (hit <= last && (long) LONG.get(window, hit) != marker) {
                hit++;
            }
            offset += hit - at;
            if (hit <= last) {
                if (frameAt(offset) > 0) {
                    return offset;
                }
                offset++;
            }
        }
        return endOffset;
    }

    /// Brings bytes into the window.
    ///
    /// @return their index in it
    private int load(long from, int length) throws IOException {
        if (from >= windowStart && from + length <= windowStart + windowLength) {
            return (int) (from - windowStart);
        }
        int wanted = (int) Math.min(Math.max(length, WINDOW_BYTES), endOffset - from);
        int kept = 0;
        byte[] source = window;
        if (window.length < wanted || window.length > Math.max(wanted, 4 * WINDOW_BYTES)) {
            window = new byte[wanted];
        }
        if (from >= windowStart && from < windowStart + windowLength) {
            int at = (int) (from - windowStart);
            kept = Math.min(windowLength - at, wanted);
            System.arraycopy(source, at, window, 0, kept);
        }
        read(from + kept, window, kept, wanted - kept);
        windowStart = from;
        windowLength = wanted;
        return 0;
    }

    /// Reads bytes; those past the end of the file or on a broken sector are zero, and so fail their checksum.
    private void read(long from, byte[] target, int at, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int wanted = Math.min(length - done, MAX_READ_BYTES);
            int count;
            try {
                count = file.read(from + done, ByteBuffer.wrap(target, at + done, wanted));
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                readSectors(from + done, target, at + done, wanted);
                count = wanted;
            }
            if (count < 0) {
                Arrays.fill(target, at + done, at + length, (byte) 0);
                return;
            }
            done += count;
        }
    }

    private void readSectors(long from, byte[] target, int at, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int sector = (int) Math.min(length - done, SECTOR_BYTES - (from + done) % SECTOR_BYTES);
            int count;
            try {
                count = file.read(from + done, ByteBuffer.wrap(target, at + done, sector));
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                count = -1;
            }
            if (count < 0) {
                Arrays.fill(target, at + done, at + done + sector, (byte) 0);
                count = sector;
            }
            done += count;
        }
    }
}
