package dev.vivace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.log.SimulatedDisk.Fault;
import dev.vivace.model.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A fault at every single step the log makes on its disk: nothing acked is lost, repeated or reordered, and the log
/// goes on by itself.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpanLogFaultTest {

    private static final LocalSpanLogOptions OPTIONS =
            LocalSpanLogOptions.DEFAULTS.withMaxRecordBytes(1 << 20).withSegmentBytes(64 << 10);

    /// Writes records, commits now and then, and keeps book of what the log promised.
    private static final class Client {
        private record Acked(String name, LogPosition start) {}

        private final SpanLog log;
        private final Random random;
        private final List<Acked> acked = new ArrayList<>();
        private final Set<String> failed = new HashSet<>();
        private LogPosition committed = LogPosition.START;
        private LogPosition triedToCommit = LogPosition.START;
        private int next;

        Client(SpanLog log, long seed) {
            this.log = log;
            this.random = new Random(seed);
        }

        void work(int rounds) {
            for (int i = 0; i < rounds; i++) {
                round();
                if (i % 5 == 4) {
                    commit();
                }
            }
        }

        private void round() {
            List<String> names = new ArrayList<>();
            List<Append> appends = new ArrayList<>();
            int records = 1 + random.nextInt(3);
            for (int i = 0; i < records; i++) {
                String name = "record " + next++;
                byte[] payload = (name + " ".repeat(random.nextInt(12_000))).getBytes(StandardCharsets.UTF_8);
                try {
                    appends.add(log.append(new TenantId("t" + next % 3), payload, 0, payload.length));
                    names.add(name);
                } catch (LogRefusedException e) {
                    failed.add(name);
                }
            }
            for (int i = 0; i < appends.size(); i++) {
                try {
                    appends.get(i).await();
                    acked.add(new Acked(names.get(i), appends.get(i).start()));
                } catch (IOException e) {
                    assertThat(e).isInstanceOf(LogRefusedException.class);
                    assertThat(((LogRefusedException) e).retryAfter()).isPositive();
                    failed.add(names.get(i));
                }
            }
        }

        private void commit() {
            if (acked.size() < 4) {
                return;
            }
            LogPosition upTo = acked.get(acked.size() - 3).start();
            triedToCommit = triedToCommit.max(upTo);
            try {
                log.commit(upTo);
                committed = upTo;
            } catch (IOException e) {
                assertThat(log.committed()).isEqualTo(committed);
            }
        }

        List<String> ackedFrom(LogPosition position) {
            return acked.stream()
                    .filter(record -> !record.start().isBefore(position))
                    .map(Acked::name)
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void powerLossAtAnyStepLosesNothingAcked(long seed) throws IOException {
        boolean reached = true;
        for (int step = 1; reached; step++) {
            SimulatedDisk disk = new SimulatedDisk();
            disk.failAt(Fault.DEATH, step, 1);
            Client client = null;
            try (SpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
                client = new Client(log, seed);
                client.work(12);
            } catch (IOException e) {
                // Opening, or the last close, on a dead disk.
                assertThat(disk.reachedFault()).isTrue();
            }
            reached = disk.reachedFault();
            if (client != null) {
                Random random = new Random(seed * 1000 + step);
                checkSurvivors(client, disk.afterPowerLoss(random), "seed " + seed + ", power lost at step " + step);
                checkSurvivors(client, disk.afterKill(), "seed " + seed + ", killed at step " + step);
            }
        }
    }

    @Test
    void powerLossDuringRecoveryLosesNothingAcked() throws IOException {
        long seed = 4;
        for (int death = 5; death < 60; death += 6) {
            SimulatedDisk first = new SimulatedDisk();
            first.failAt(Fault.DEATH, death, 1);
            LocalSpanLog log = LocalSpanLog.open(first, OPTIONS);
            Client client = new Client(log, seed);
            client.work(12);
            log.close();
            boolean reached = true;
            for (int step = 1; reached; step++) {
                Random random = new Random(seed + death);
                SimulatedDisk second = first.afterPowerLoss(random);
                second.failAt(Fault.DEATH, step, 1);
                try (SpanLog recovered = LocalSpanLog.open(second, OPTIONS)) {
                    SpanLogContract.entries(recovered, recovered.committed());
                } catch (IOException e) {
                    assertThat(second.reachedFault()).isTrue();
                }
                reached = second.reachedFault();
                checkSurvivors(
                        client, second.afterPowerLoss(random), "death at " + death + ", again in recovery at " + step);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ERROR", "ERROR_HALF_WAY", "SHORT_WRITE"})
    void faultAtAnyStepFailsOneGroupAtMostAndTheLogGoesOn(Fault fault) throws IOException {
        for (int faults = 1; faults <= 4; faults++) {
            boolean reached = true;
            for (int step = 1; reached; step++) {
                String what = faults + " times " + fault + " from step " + step;
                SimulatedDisk disk = new SimulatedDisk();
                LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS);
                disk.failAt(fault, step, faults);
                Client client = new Client(log, 5);
                client.work(12);
                reached = disk.reachedFault();
                // One more success: its segment names the end of what came before, leftovers that could not be cut too.
                disk.failAt(fault, Integer.MAX_VALUE / 2, 1);
                client.work(1);
                // Each fault fails one group of three records or fewer; then all is well again.
                assertThat(client.failed).as(what).hasSizeLessThanOrEqualTo(3 * faults);
                if (fault == Fault.SHORT_WRITE) {
                    assertThat(client.failed).as(what).isEmpty();
                }
                checkExactly(client, log, what);
                log.close();
                checkSurvivors(client, disk.afterKill(), what);
                checkSurvivors(client, disk.afterPowerLoss(new Random(step)), what + ", then power lost");
                if (!client.failed.isEmpty()) {
                    try (LocalSpanLog reopened = LocalSpanLog.open(disk.afterKill(), OPTIONS)) {
                        checkExactly(client, reopened, what + ", reopened");
                        assertThat(reopened.recovery().problems()).as(what).isEmpty();
                    }
                }
            }
        }
    }

    @Test
    void fullDiskRefusesAndSpaceHealsAtAnyStep() throws IOException {
        boolean reached = true;
        for (int step = 1; reached; step++) {
            SimulatedDisk disk = new SimulatedDisk();
            LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS);
            disk.failAt(Fault.FULL, step, 1);
            Client client = new Client(log, 6);
            client.work(8);
            reached = disk.reachedFault();
            disk.failAt(Fault.FULL, Integer.MAX_VALUE / 2, 1);
            disk.makeSpace();
            int failedWhileFull = client.failed.size();
            client.work(8);

            assertThat(client.failed).as("step " + step).hasSize(failedWhileFull);
            checkExactly(client, log, "step " + step);
            log.close();
            checkSurvivors(client, disk.afterPowerLoss(new Random(step)), "full at step " + step);
        }
    }

    @Test
    void fullDiskIsToldAsSuchWithATimeToComeBack() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            append(log, "before").await();
            disk.fill();
            Append refused = append(log, "refused");

            assertThatThrownBy(refused::await)
                    .isInstanceOf(LogFullException.class)
                    .hasMessageContaining("disk is full")
                    .hasMessageContaining("simulated disk")
                    .satisfies(
                            e -> assertThat(((LogFullException) e).retryAfter()).isGreaterThan(Duration.ZERO));
            assertThat(refused.isDurable()).isFalse();
            disk.makeSpace();
            append(log, "after").await();

            assertThat(texts(log)).containsExactly("before", "after");
            assertThat(log.stats().failedRecords()).isEqualTo(1);
            assertThat(log.stats().failedGroups()).isEqualTo(1);
        }
    }

    @Test
    void failedSyncRetiresTheSegment() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            Append before = append(log, "before");
            before.await();
            disk.failAt(Fault.ERROR, 2, 1);
            Append failed = append(log, "failed");
            assertThatThrownBy(failed::await).isInstanceOf(LogFailedException.class);
            Append after = append(log, "after");
            after.await();

            assertThat(after.start().segment()).isGreaterThan(before.start().segment());
            assertThat(texts(log)).containsExactly("before", "after");
        }
    }

    @Test
    void leftoversThatCouldNotBeCutAreNotReplayed() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            append(log, "before").await();
            // The sync fails, and so does cutting the file.
            disk.failAt(Fault.ERROR, 2, 2);
            assertThatThrownBy(append(log, "failed")::await).isInstanceOf(LogFailedException.class);
            append(log, "after").await();
        }
        SimulatedDisk next = disk.afterKill();
        assertThat(new String(next.content(next.segments().getFirst()), StandardCharsets.ISO_8859_1))
                .contains("failed");
        try (LocalSpanLog log = LocalSpanLog.open(next, OPTIONS)) {
            assertThat(texts(log)).containsExactly("before", "after");
        }
    }

    @Test
    void segmentOfAFailedGroupThatCouldNotBeDeletedIsSetAside() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            // create, header, directory, frames work; sync and deletion fail.
            disk.failAt(Fault.ERROR, 5, 2);
            assertThatThrownBy(append(log, "failed")::await).isInstanceOf(LogFailedException.class);
            append(log, "after").await();
        }
        SimulatedDisk next = disk.afterKill();
        assertThat(next.segments()).hasSize(2);
        try (LocalSpanLog log = LocalSpanLog.open(next, OPTIONS)) {
            assertThat(texts(log)).containsExactly("after");
            assertThat(log.recovery().abandonedSegments()).isEqualTo(1);
            assertThat(next.names()).contains("quarantine/0000000000000001.vlog");
        }
    }

    @Test
    void recordsFoundAfterAKillSurviveALossOfPowerToo() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        SimulatedDisk killed;
        try (SpanLog log = LocalSpanLog.open(disk, OPTIONS.withFsync(LocalSpanLogOptions.FsyncPolicy.AT_ROLL))) {
            append(log, "unsynced").await();
            killed = disk.afterKill();
        }
        // The sync at the close of the first log came after the kill.
        killed.forgetSync(SegmentHeader.fileName(1));
        try (SpanLog log = LocalSpanLog.open(killed, OPTIONS)) {
            append(log, "after").await();
        }
        for (long seed = 0; seed < 10; seed++) {
            try (LocalSpanLog log = LocalSpanLog.open(killed.afterPowerLoss(new Random(seed)), OPTIONS)) {
                assertThat(log.replay(LogPosition.START, entry -> {}).damages()).isEmpty();
                assertThat(texts(log)).containsExactly("unsynced", "after");
            }
        }
    }

    @Test
    void failedRollLeavesTheLogUsable() throws IOException {
        for (int step = 1; step <= 4; step++) {
            SimulatedDisk disk = new SimulatedDisk();
            try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
                append(log, "x".repeat(60_000)).await();
                disk.failAt(Fault.ERROR, step, 1);
                assertThatThrownBy(append(log, "y".repeat(60_000))::await).isInstanceOf(LogFailedException.class);
                append(log, "after").await();
                assertThat(texts(log)).containsExactly("x".repeat(60_000), "after");
            }
        }
    }

    private static void checkSurvivors(Client client, SimulatedDisk disk, String what) throws IOException {
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            assertThat(log.committed()).as(what).isIn(client.committed, client.triedToCommit);
            List<String> found = texts(log);
            List<String> promised = client.ackedFrom(log.committed());
            Set<String> promisedSet = new HashSet<>(promised);
            assertThat(found).as(what).doesNotHaveDuplicates();
            assertThat(found.stream().filter(promisedSet::contains)).as(what).containsExactlyElementsOf(promised);
            assertThat(log.recovery().problems()).as(what).isEmpty();
            assertThat(found.stream().filter(text -> !promisedSet.contains(text)))
                    .as(what)
                    .isSubsetOf(client.failed);
            Append next = append(log, "life goes on");
            next.await();
            assertThat(texts(log)).as(what).endsWith("life goes on");
        }
    }

    private static void checkExactly(Client client, SpanLog log, String what) throws IOException {
        assertThat(texts(log)).as(what).containsExactlyElementsOf(client.ackedFrom(log.committed()));
    }

    private static List<String> texts(SpanLog log) throws IOException {
        return SpanLogContract.entries(log, log.committed()).stream()
                .map(entry -> entry.text().strip())
                .toList();
    }

    private static Append append(SpanLog log, String text) throws LogRefusedException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return log.append(SpanLogContract.SHOP, payload, 0, payload.length);
    }
}
