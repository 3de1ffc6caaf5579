package dev.vivace.log;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a log does on a real file system that fills up: run by [AppendingProcess] in a mount of its own, because only
/// there is a disk small enough to fill.
final class FullDisk {

    private static final int RECORD_BYTES = 100_000;

    private FullDisk() {}

    /// Fills the disk with records, makes space by deleting a file, appends again, and prints `ok` if all is right.
    static void run(Path directory, Path ballast, PrintStream out) throws IOException {
        Files.write(ballast, new byte[1 << 20]);
        List<Integer> acked = new ArrayList<>();
        byte[] payload = new byte[RECORD_BYTES];
        try (LocalSpanLog log = LocalSpanLog.open(directory, AppendingProcess.OPTIONS)) {
            int id = 0;
            int refused = 0;
            while (refused < 5) {
                try {
                    append(log, payload, id++, acked);
                } catch (LogFullException e) {
                    refused++;
                }
            }
            int ackedBeforeSpace = acked.size();
            Files.delete(ballast);
            for (int i = 0; i < 5; i++) {
                append(log, payload, id++, acked);
            }
            check("durable records before the disk was full", ackedBeforeSpace > 10);
            check("same records while open", replayed(log).equals(acked));
        }
        try (LocalSpanLog log = LocalSpanLog.open(directory, AppendingProcess.OPTIONS)) {
            check("same records after reopening", replayed(log).equals(acked));
            log.commit(log.end());
            check("space given back", log.stats().segmentBytes() < 1 << 20);
        }
        out.println("ok");
    }

    private static void append(SpanLog log, byte[] payload, int id, List<Integer> acked) throws IOException {
        payload[0] = (byte) id;
        log.append(SpanLogContract.SHOP, payload, 0, payload.length).await();
        acked.add(id);
    }

    private static List<Integer> replayed(SpanLog log) throws IOException {
        List<Integer> ids = new ArrayList<>();
        log.replay(LogPosition.START, entry -> ids.add(entry.buffer()[entry.offset()] & 0xff));
        return ids;
    }

    private static void check(String what, boolean holds) {
        if (!holds) {
            throw new IllegalStateException(what + " (expected: yes)");
        }
    }
}
