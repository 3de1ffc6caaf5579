package dev.vivace.ingest.receive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Reads from Linux's `/proc` how many datagrams the system dropped for want of room. Elsewhere there
/// are none.
final class UdpDrops {

    private static final int COLUMNS = 13;

    private UdpDrops() {}

    /// Lines are `sl local_address rem_address st queues tr when retrnsmt uid timeout inode ref pointer
    /// drops`.
    static long of(int port, Path proc) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        long drops = 0;
        for (String table : List.of("net/udp", "net/udp6")) {
            try {
                for (String line : Files.readAllLines(proc.resolve(table))) {
                    String[] columns = line.strip().split("\\s+");
                    if (columns.length >= COLUMNS && columns[1].endsWith(suffix)) {
                        drops += Long.parseLong(columns[columns.length - 1]);
                    }
                }
            } catch (IOException | NumberFormatException _) {
                // No /proc, or one of another form: nothing is known.
            }
        }
        return drops;
    }
}
