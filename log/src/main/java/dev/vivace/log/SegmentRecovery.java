package dev.vivace.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out, when a log is opened, which segments there are and where each ends. Confined to one thread, used once.
///
/// A segment's header names where the log ended when it was begun, so every segment but the newest has an end that was
/// written down while it was true: bytes past it were never promised, bytes missing before it are a loss. Only the
/// newest segment is read to find its end; the others are checked as they are replayed.
final class SegmentRecovery {

    private static final Logger LOGGER = LoggerFactory.getLogger(SegmentRecovery.class);

    private final SegmentDirectory directory;
    private final TreeMap<Long, Long> ends = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private LogPosition committed = LogPosition.START;
    private long newestNumber;
    private long tornBytes;
    private int abandoned;

    /// What a recovered log starts from.
    ///
    /// @param ends segment number to the offset where its records end
    /// @param committed the committed position
    /// @param end where the log ends
    /// @param nextNumber the number of the next segment: larger than any ever used
    /// @param report what was found, for people
    record State(TreeMap<Long, Long> ends, LogPosition committed, LogPosition end, long nextNumber, Recovery report) {}

    private SegmentRecovery(SegmentDirectory directory) {
        this.directory = directory;
    }

    static State run(SegmentDirectory directory) throws IOException {
        return new SegmentRecovery(directory).recover();
    }

    private State recover() throws IOException {
        directory.delete(CommittedFile.TEMPORARY_NAME);
        readCommitted();
        TreeMap<Long, Long> found = new TreeMap<>();
        for (String name : directory.list()) {
            long number = SegmentHeader.numberOf(name);
            if (number > 0) {
                found.put(number, number);
                newestNumber = Math.max(newestNumber, number);
            }
        }
        walk(new ArrayList<>(found.descendingKeySet()));
        forget();
        directory.force();

        LogPosition end = committed;
        long bytes = 0;
        for (var segment : ends.entrySet()) {
            end = end.max(new LogPosition(segment.getKey(), segment.getValue()));
            long from = segment.getKey() == committed.segment() ? committed.offset() : 0;
            bytes += segment.getValue() - from;
        }
        Recovery report = new Recovery(tornBytes, abandoned, ends.size(), bytes, problems);
        problems.forEach(LOGGER::warn);
        if (tornBytes > 0) {
            LOGGER.info("span log {}: {} bytes of an unfinished write cut from its end", directory, tornBytes);
        }
        return new State(ends, committed, end, Math.max(newestNumber, committed.segment()) + 1, report);
    }

    private void readCommitted() throws IOException {
        LogPosition position = CommittedFile.read(directory);
        if (position == null) {
            problems.add("span log " + directory + ": the file '" + CommittedFile.NAME
                    + "' is damaged; every record still there is replayed, spans already in blocks come twice");
        } else {
            committed = position;
        }
    }

    /// From the newest segment to the oldest.
    private void walk(List<Long> numbers) throws IOException {
        // Where the log ended when the segment after this one was begun; null while nothing says so.
        @Nullable LogPosition claimed = null;
        boolean newest = true;
        for (long number : numbers) {
            if (number < committed.segment()) {
                break;
            }
            if (claimed != null && number > claimed.segment()) {
                setAside(number);
                continue;
            }
            if (claimed != null && number < claimed.segment()) {
                missing(claimed);
                claimed = null;
            }
            Scan scan = scan(number, claimed == null && newest);
            if (claimed != null) {
                // Records past the claimed end may be whole, but their appends failed.
                if (scan.sizeBytes() > claimed.offset()) {
                    cut(number, claimed.offset());
                }
                ends.put(number, claimed.offset());
                newest = false;
            } else if (!newest) {
                ends.put(number, scan.sizeBytes());
            } else if (scan.end() > SegmentHeader.BYTES) {
                tornBytes += scan.sizeBytes() - scan.end();
                cut(number, scan.end());
                ends.put(number, scan.end());
                newest = false;
            } else {
                tornBytes += scan.sizeBytes();
                directory.delete(SegmentHeader.fileName(number));
            }
            claimed = scan.header() == null ? null : scan.header().previous();
        }
        if (claimed != null && !ends.containsKey(claimed.segment()) && claimed.segment() > 0) {
            missing(claimed);
        }
    }

    /// Deletes what is committed.
    private void forget() throws IOException {
        for (String name : directory.list()) {
            long number = SegmentHeader.numberOf(name);
            Long end = ends.get(number);
            if (number > 0
                    && (number < committed.segment()
                            || end != null && !committed.isBefore(new LogPosition(number, end)))) {
                directory.delete(name);
                ends.remove(number);
            }
        }
    }

    /// What reading one segment showed.
    ///
    /// @param header null if it is torn or damaged
    /// @param end behind the last valid frame, if asked for
    private record Scan(@Nullable SegmentHeader header, long sizeBytes, long end) {}

    private Scan scan(long number, boolean findEnd) throws IOException {
        try (SegmentReader reader = SegmentReader.open(directory, number, 0, Long.MAX_VALUE, (_, _) -> {})) {
            long end = 0;
            while (findEnd && reader.next()) {
                end = reader.frameEnd();
            }
            SegmentHeader header = reader.header();
            boolean misnamed = header != null && header.number() != number;
            return new Scan(misnamed ? null : header, reader.sizeBytes(), end);
        }
    }

    private void cut(long number, long size) throws IOException {
        try (SegmentFile file = directory.open(SegmentHeader.fileName(number))) {
            if (file.size() > size) {
                file.truncate(size);
            }
            // Records that only reached the page cache before a crash become part of the log here: make that true.
            file.force();
        }
    }

    private void setAside(long number) throws IOException {
        String name = SegmentHeader.fileName(number);
        directory.rename(name, Quarantine.FOLDER + name);
        abandoned++;
        LOGGER.info(
                "span log {}: segment {} holds only records of failed writes, moved to {}",
                directory,
                name,
                Quarantine.FOLDER);
    }

    private void missing(LogPosition claimed) {
        if (committed.isBefore(claimed)) {
            problems.add("span log " + directory + ": segment " + SegmentHeader.fileName(claimed.segment())
                    + " is missing (expected: " + claimed.offset()
                    + " bytes); its records past the committed position " + committed + " are lost");
        }
    }
}
