package dev.vivace.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The first 64 bytes of a segment; [SegmentWriter] shows the layout. Immutable.
///
/// @param number the segment's number, 1 or more; also its file name
/// @param marker opens every frame of the segment: random, so that no client can send bytes that look like a frame
/// @param previous where the log ended when the segment was begun. What a file holds past the end its successor names
///     was never promised, and is not replayed.
/// @param createdEpochMillis when it was begun, for people
record SegmentHeader(long number, long marker, LogPosition previous, long createdEpochMillis) {

    static final int BYTES = 64;
    static final int VERSION = 1;

    private static final byte[] MAGIC = "VIVLOG\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_AT = 60;
    private static final String SUFFIX = ".vlog";
    private static final int NAME_DIGITS = 16;

    /// The file name of a segment: 16 hex digits, so that names sort as numbers do.
    static String fileName(long number) {
        return HexFormat.of().toHexDigits(number) + SUFFIX;
    }

    /// The number in a segment's file name, or 0 if the name is not one of a segment.
    static long numberOf(String fileName) {
        if (fileName.length() != NAME_DIGITS + SUFFIX.length() || !fileName.endsWith(SUFFIX)) {
            return 0;
        }
        for (int i = 0; i < NAME_DIGITS; i++) {
            char c = fileName.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return 0;
            }
        }
        return Math.max(0, HexFormat.fromHexDigitsToLong(fileName, 0, NAME_DIGITS));
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(BYTES)
                .putLong(number)
                .putLong(marker)
                .putLong(previous.segment())
                .putLong(previous.offset())
                .putLong(createdEpochMillis)
                .putInt(0);
        bytes.putInt(crc(bytes.array()));
        return bytes.flip();
    }

    /// Reads the header of a file, or null if it is torn or damaged.
    ///
    /// @throws IOException if the header is whole but of a version this release does not know
    static @Nullable SegmentHeader decode(byte[] file, String where) throws IOException {
        if (file.length < BYTES) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(file);
        byte[] magic = new byte[MAGIC.length];
        bytes.get(magic);
        if (!Arrays.equals(magic, MAGIC) || bytes.getInt(CRC_AT) != crc(file)) {
            return null;
        }
        int version = bytes.getInt();
        if (version != VERSION) {
            throw new IOException("span log segment " + where + " has format version " + version + " (expected: "
                    + VERSION + "); it was written by another release of Vivace, start that one to drain the log");
        }
        bytes.getInt();
        long number = bytes.getLong();
        long marker = bytes.getLong();
        long previousSegment = bytes.getLong();
        long previousOffset = bytes.getLong();
        if (number < 1 || previousSegment < 0 || previousOffset < 0) {
            return null;
        }
        return new SegmentHeader(number, marker, new LogPosition(previousSegment, previousOffset), bytes.getLong());
    }

    private static int crc(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
