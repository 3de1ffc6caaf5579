package dev.vivace.log;

import dev.vivace.model.TenantId;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;

/// A process of its own that appends to a log until it is killed, or until the disk is full and was emptied, and tells
/// on its standard output what the log promised. [#start] starts one.
final class AppendingProcess {

    /// The options of both sides.
    static final LocalSpanLogOptions OPTIONS =
            LocalSpanLogOptions.DEFAULTS.withMaxRecordBytes(1 << 20).withSegmentBytes(256 << 10);

    private static final int THREADS = 3;

    private AppendingProcess() {}

    /// Starts this class as a process.
    ///
    /// @param before a command to run it with, empty for none
    static Process start(List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
        command.add(AppendingProcess.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Arguments: `kill DIRECTORY FIRST_ID SEED` or `full DIRECTORY BALLAST_FILE`.
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "kill" ->
                appendUntilKilled(Path.of(arguments[1]), Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]));
            case "full" -> FullDisk.run(Path.of(arguments[1]), Path.of(arguments[2]), System.out);
            default -> throw new IllegalArgumentException(arguments[0] + " (expected: kill or full)");
        }
    }

    /// Prints `id segment start end` for each record that is durable, and `committed segment offset`.
    private static void appendUntilKilled(Path directory, int firstId, long seed) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        SpanLog log = LocalSpanLog.open(directory, OPTIONS);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int number = t;
            threads.add(Thread.ofPlatform().start(() -> appendForEver(log, firstId + number, seed + number, out)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void appendForEver(SpanLog log, int firstId, long seed, PrintStream out) {
        Random random = new Random(seed);
        try {
            for (int id = firstId; ; id += THREADS) {
                byte[] payload = (id + " " + "x".repeat(random.nextInt(20_000))).getBytes(StandardCharsets.US_ASCII);
                int number = id;
                Append append = log.append(new TenantId("tenant-" + id % 5), payload, 0, payload.length);
                append.onSettled((settled, failure) -> {
                    if (failure == null) {
                        out.println(number + " " + settled.start().segment() + " "
                                + settled.start().offset() + " " + settled.end().offset());
                    }
                });
                if (random.nextInt(4) == 0) {
                    append.await();
                }
                if (random.nextInt(40) == 0) {
                    append.await();
                    log.commit(append.end());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return Stream.of(AppendingProcess.class, LocalSpanLog.class, TenantId.class, Logger.class)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
