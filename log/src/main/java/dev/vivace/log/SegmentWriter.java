package dev.vivace.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Appends frames to one segment file.
///
/// A segment is a header followed by frames, without gaps; integers are big-endian, unsigned, checksums CRC-32C:
/// ```text
/// header  0  magic     8 bytes  "VIVLOG\r\n"
///         8  version   u32      1
///        12  size      u32      64: where the first frame begins
///        16  number    u64      the segment's number, as in the file name
///        24  marker    8 bytes  random; opens every frame of this segment
///        32  previous  u64      segment and offset at which the log ended when this segment was begun
///        40            u64
///        48  created   u64      milliseconds since 1970
///        56  zero      u32
///        60  crc32c    u32      over bytes 0 to 59
/// frame   0  marker    8 bytes  as in the header
///         8  length    u32      bytes that follow the checksum, 2 to 256 MiB + 256
///        12  crc32c    u32      over length (4 bytes) and the bytes that follow
///        16  tenant    u8       length of the tenant's name, 1 to 150
///        17            n bytes  the name, ASCII
///      17+n  payload            the rest
/// ```
/// An invalid frame with no valid one behind it, in the newest segment, is the torn tail of a crash: it was never
/// promised and is cut. Anywhere else it is damage: [SegmentReader] skips to the next marker that opens a valid frame.
///
/// Confined to the log's writer thread.
final class SegmentWriter implements Closeable {

    private final SegmentFile file;
    private final long number;
    private long sizeBytes = SegmentHeader.BYTES;

    private SegmentWriter(SegmentFile file, long number) {
        this.file = file;
        this.number = number;
    }

    /// Begins a segment: its file exists durably when this returns, its header is durable after the first [#force].
    /// A segment that cannot be begun leaves no file behind, if the disk lets it.
    static SegmentWriter create(SegmentDirectory directory, SegmentHeader header) throws IOException {
        String name = SegmentHeader.fileName(header.number());
        SegmentFile file = directory.create(name);
        try {
            writeFully(file, new ByteBuffer[] {header.encode()}, SegmentHeader.BYTES);
            directory.force();
            return new SegmentWriter(file, header.number());
        } catch (Throwable e) {
            try {
                file.close();
                directory.delete(name);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    long number() {
        return number;
    }

    /// Bytes in the file, header included.
    long sizeBytes() {
        return sizeBytes;
    }

    /// Writes a whole group of frames, with one system call unless the disk takes less at once.
    void write(ByteBuffer[] buffers, long totalBytes) throws IOException {
        writeFully(file, buffers, totalBytes);
        sizeBytes += totalBytes;
    }

    void force() throws IOException {
        file.force();
    }

    /// Cuts what a failed group left behind.
    void truncate(long size) throws IOException {
        file.truncate(size);
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static void writeFully(SegmentFile file, ByteBuffer[] buffers, long totalBytes) throws IOException {
        long left = totalBytes;
        while (left > 0) {
            long written = file.write(buffers);
            if (written <= 0) {
                throw new IOException("the disk took none of " + left + " bytes");
            }
            left -= written;
        }
    }
}
