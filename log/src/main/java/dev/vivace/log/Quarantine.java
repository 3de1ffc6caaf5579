package dev.vivace.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps damaged bytes for a person to look at: the folder `quarantine/` beside the segments, a `.damaged` file with
/// the bytes as they were and a `.txt` file that says what they are. Nothing here is read again or deleted.
final class Quarantine {

    static final String FOLDER = "quarantine/";

    private static final Logger LOGGER = LoggerFactory.getLogger(Quarantine.class);
    private static final int COPY_BYTES = 1 << 20;

    private final SegmentDirectory directory;

    Quarantine(SegmentDirectory directory) {
        this.directory = directory;
    }

    /// Copies a damaged part of a segment, unless an earlier replay did. Failing to is no reason to stop the replay.
    ///
    /// @return what happened, for logs and status pages
    Replay.Damage keep(SegmentReader reader, long number, long from, long to) {
        String name = SegmentHeader.fileName(number);
        String what = "span log " + directory + ": segment " + name + " holds no readable record from offset " + from
                + " to " + to + " (" + (to - from) + " bytes fail their checksum or are missing)";
        String kept = "%s%016x-%d.damaged".formatted(FOLDER, number, from);
        String message;
        try {
            if (isKept(kept, to - from)) {
                message = what + "; copied to " + kept + " earlier, replay goes on behind it";
            } else {
                copy(reader, from, to, kept);
                message = what + "; copied to " + kept + ", replay goes on behind it";
                write(kept.replace(".damaged", ".txt"), message + "\n");
            }
        } catch (IOException e) {
            message = what + "; could not be copied to " + kept + " (" + e.getMessage() + "), replay goes on behind it";
        }
        LOGGER.error(message);
        return new Replay.Damage(new LogPosition(number, from), new LogPosition(number, to), message);
    }

    private boolean isKept(String name, long size) throws IOException {
        try (SegmentFile file = directory.open(name)) {
            if (file.size() == size) {
                return true;
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        directory.delete(name);
        return false;
    }

    private void copy(SegmentReader reader, long from, long to, String name) throws IOException {
        try (SegmentFile file = directory.create(name)) {
            for (long at = from; at < to; at += COPY_BYTES) {
                writeAll(file, reader.raw(at, (int) Math.min(COPY_BYTES, to - at)));
            }
            file.force();
        }
    }

    private void write(String name, String text) throws IOException {
        directory.delete(name);
        try (SegmentFile file = directory.create(name)) {
            writeAll(file, text.getBytes(StandardCharsets.UTF_8));
            file.force();
        }
    }

    private static void writeAll(SegmentFile file, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            if (file.write(new ByteBuffer[] {left}) <= 0) {
                throw new IOException("the disk took none of " + left.remaining() + " bytes");
            }
        }
    }
}
