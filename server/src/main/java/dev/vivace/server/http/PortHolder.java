package dev.vivace.server.http;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds which process listens on a TCP or UDP port, from Linux's `/proc`. Elsewhere, and for processes
/// of other users, it finds nothing.
final class PortHolder {

    private static final String LISTENING = "0A";
    /// What the table says of a UDP socket that is bound.
    private static final String BOUND = "07";

    private static final int MAX_COMMAND_LENGTH = 100;

    private PortHolder() {}

    /// `process 4711 (java -jar other.jar)`, null if unknown.
    static @Nullable String of(int port, boolean udp, Path proc) {
        try {
            for (String table : udp ? List.of("net/udp", "net/udp6") : List.of("net/tcp", "net/tcp6")) {
                String inode = inode(proc.resolve(table), port, udp ? BOUND : LISTENING);
                String holder = inode == null ? null : process(proc, inode);
                if (holder != null) {
                    return holder;
                }
            }
        } catch (IOException _) {
            // No /proc: nobody to name.
        }
        return null;
    }

    /// Lines are `sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode …`, ports in
    /// hexadecimal.
    private static @Nullable String inode(Path table, int port, String state) throws IOException {
        if (!Files.isReadable(table)) {
            return null;
        }
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String line : Files.readAllLines(table)) {
            String[] columns = line.strip().split("\\s+");
            if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(state)) {
                return columns[9];
            }
        }
        return null;
    }

    private static @Nullable String process(Path proc, String inode) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, "socket:[" + inode + "]")) {
                    String command = Files.readString(process.resolve("cmdline"))
                            .replace('\0', ' ')
                            .strip();
                    String shown = command.length() > MAX_COMMAND_LENGTH
                            ? command.substring(0, MAX_COMMAND_LENGTH) + "…"
                            : command;
                    return "process " + process.getFileName() + " (" + shown + ")";
                }
            }
        }
        return null;
    }

    private static boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> handles = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path handle : handles) {
                if (Files.readSymbolicLink(handle).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException _) {
            // Another user's process, or one that ended meanwhile.
        }
        return false;
    }
}
