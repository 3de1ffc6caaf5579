package dev.vivace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The log in processes that are killed, that stand in each other's way, and whose disk is really full.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpanLogProcessIT {

    private static final int ROUNDS = 5;

    @TempDir
    private Path directory;

    @Test
    void killedProcessLosesNothingAckedAndRepeatsNothing() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Integer, LogPosition> acked = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Process process = AppendingProcess.start(
                    List.of(), "kill", directory.toString(), Integer.toString(round * 1_000_000), Long.toString(seed));
            readAcks(process, 50 + random.nextInt(400), acked);
            try (LocalSpanLog log = LocalSpanLog.open(directory, AppendingProcess.OPTIONS)) {
                String what = "seed " + seed + ", round " + round;
                assertThat(log.recovery().problems()).as(what).isEmpty();
                Set<Integer> found = new HashSet<>();
                Replay replay = log.replay(log.committed(), entry -> {
                    String text = new String(entry.payload(), StandardCharsets.US_ASCII);
                    int id = Integer.parseInt(text.substring(0, text.indexOf(' ')));
                    assertThat(found.add(id))
                            .as(what + ": record " + id + " is there once")
                            .isTrue();
                    if (acked.containsKey(id)) {
                        assertThat(entry.start()).as(what).isEqualTo(acked.get(id));
                    }
                });
                assertThat(replay.damages()).as(what).isEmpty();
                LogPosition committed = log.committed();
                acked.values().removeIf(position -> position.isBefore(committed));
                assertThat(found).as(what).containsAll(acked.keySet());
            }
        }
    }

    @Test
    void secondProcessIsRefusedAndToldWhoseLogItIs() throws Exception {
        Process process = AppendingProcess.start(List.of(), "kill", directory.toString(), "0", "1");
        try (BufferedReader acks = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(acks.readLine()).isNotNull();
            assertThatThrownBy(() -> LocalSpanLog.open(directory, AppendingProcess.OPTIONS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by process " + process.pid())
                    .hasMessageContaining("another data directory");
        } finally {
            process.destroyForcibly().waitFor();
        }
        LocalSpanLog.open(directory, AppendingProcess.OPTIONS).close();
    }

    @Test
    void fullFileSystemRefusesAndHealsByItself() throws Exception {
        List<String> inMountOfItsOwn = List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=4m tmpfs \"$0\" && exec \"$@\"",
                directory.toString());
        assumeTrue(works(inMountOfItsOwn), "no mount namespaces here; the simulated disk stands in for a full one");
        Process process = AppendingProcess.start(
                inMountOfItsOwn,
                "full",
                directory.resolve("log").toString(),
                directory.resolve("ballast").toString());
        try (BufferedReader output = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(output.readLine()).isEqualTo("ok");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /// Reads acks until there are enough, kills the process, and reads what it still said.
    private static void readAcks(Process process, int enough, Map<Integer, LogPosition> acked) throws Exception {
        try (BufferedReader acks = process.inputReader(StandardCharsets.US_ASCII)) {
            int count = 0;
            for (String line = acks.readLine(); line != null; line = acks.readLine()) {
                String[] fields = line.split(" ", -1);
                // The last line may be cut short by the kill.
                if (fields.length == 4 && !fields[3].isEmpty()) {
                    LogPosition start = new LogPosition(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
                    acked.put(Integer.parseInt(fields[0]), start);
                }
                if (++count == enough) {
                    // Through its handle: the process object would close its output, which is still to be read.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(count).isGreaterThanOrEqualTo(enough);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static boolean works(List<String> command) throws InterruptedException {
        try {
            List<String> all = new ArrayList<>(command);
            all.add("true");
            Process process = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
