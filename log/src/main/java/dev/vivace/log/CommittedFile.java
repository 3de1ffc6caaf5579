package dev.vivace.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The file `committed`: up to where blocks hold the log. Replaced whole, atomically; three lines of text:
/// ```text
/// vivace span log, committed position, version 1
/// segment 000000000000002a offset 4096
/// crc32c 1c291ca3
/// ```
/// The checksum (8 hex digits) covers the first two lines with their line feeds.
///
/// A file that does not say this is as good as none: everything the directory still holds is replayed, so that spans
/// may be stored twice, but none is lost.
final class CommittedFile {

    static final String NAME = "committed";
    static final String TEMPORARY_NAME = "committed.new";

    private static final String TITLE = "vivace span log, committed position, version 1\n";
    private static final Pattern POSITION =
            Pattern.compile("segment ([0-9a-f]{16}) offset ([0-9]{1,18})\ncrc32c ([0-9a-f]{8})\n");
    private static final int MAX_BYTES = 256;

    private CommittedFile() {}

    /// Reads the position, [LogPosition#START] if there is no file, null if the file is damaged.
    static @Nullable LogPosition read(SegmentDirectory directory) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
        try (SegmentFile file = directory.open(NAME)) {
            int count = 0;
            while (count >= 0 && bytes.hasRemaining()) {
                count = file.read(bytes.position(), bytes);
            }
        } catch (NoSuchFileException e) {
            return LogPosition.START;
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        if (!text.startsWith(TITLE)) {
            return null;
        }
        Matcher matcher = POSITION.matcher(text.substring(TITLE.length()));
        if (!matcher.matches()) {
            return null;
        }
        LogPosition position = new LogPosition(
                HexFormat.fromHexDigitsToLong(matcher.group(1)) & Long.MAX_VALUE, Long.parseLong(matcher.group(2)));
        return text.equals(encode(position)) ? position : null;
    }

    /// Replaces the position; durable when this returns. On failure the old one stays.
    static void write(SegmentDirectory directory, LogPosition position) throws IOException {
        directory.delete(TEMPORARY_NAME);
        try (SegmentFile file = directory.create(TEMPORARY_NAME)) {
            ByteBuffer bytes = ByteBuffer.wrap(encode(position).getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                file.write(new ByteBuffer[] {bytes});
            }
            file.force();
        }
        directory.rename(TEMPORARY_NAME, NAME);
        directory.force();
    }

    private static String encode(LogPosition position) {
        String signed = TITLE + "segment " + HexFormat.of().toHexDigits(position.segment()) + " offset "
                + position.offset() + "\n";
        CRC32C crc = new CRC32C();
        crc.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "crc32c " + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
    }
}
