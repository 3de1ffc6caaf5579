package dev.vivace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bytes that are not what was written: a torn tail is normal and cut, damage elsewhere costs only what it hit.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpanLogDamageTest {

    private static final LocalSpanLogOptions OPTIONS =
            LocalSpanLogOptions.DEFAULTS.withMaxRecordBytes(1 << 20).withSegmentBytes(64 << 10);
    private static final String FIRST = SegmentHeader.fileName(1);
    private static final String SECOND = SegmentHeader.fileName(2);

    private record Written(String text, LogPosition start, LogPosition end) {}

    @Test
    void tailTornAtAnyByteIsCut() throws IOException {
        SimulatedDisk whole = new SimulatedDisk();
        List<Written> written = write(whole, "one", "two", "the last one");
        byte[] content = whole.content(FIRST);
        int lastStart = (int) written.getLast().start().offset();
        for (int size = lastStart; size < content.length; size++) {
            SimulatedDisk disk = new SimulatedDisk();
            disk.setContent(FIRST, Arrays.copyOf(content, size));
            try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
                assertThat(log.recovery().tornBytes()).isEqualTo(size - lastStart);
                assertThat(replay(log, List.of("one", "two"))).isEmpty();
                assertThat(disk.content(FIRST)).hasSize(lastStart);
            }
        }
    }

    @Test
    void tailOfZerosIsCut() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        write(disk, "one", "two");
        byte[] content = disk.content(FIRST);
        disk.setContent(FIRST, Arrays.copyOf(content, content.length + 700_000));
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            assertThat(log.recovery().tornBytes()).isEqualTo(700_000);
            assertThat(replay(log, List.of("one", "two"))).isEmpty();
        }
    }

    @Test
    void segmentTornInItsHeaderIsDropped() throws IOException {
        for (int size = 0; size <= SegmentHeader.BYTES; size += 8) {
            SimulatedDisk disk = new SimulatedDisk();
            write(disk, "one");
            write(disk, "two");
            disk.setContent(SECOND, Arrays.copyOf(disk.content(SECOND), size));
            try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
                assertThat(disk.segments()).containsExactly(FIRST);
                assertThat(replay(log, List.of("one"))).isEmpty();
                append(log, "three");
                assertThat(replay(log, List.of("one", "three"))).isEmpty();
            }
        }
    }

    @Test
    void byteFlippedAnywhereCostsTheRecordItHitAndNoOther() throws IOException {
        SimulatedDisk whole = new SimulatedDisk();
        List<Written> written = new ArrayList<>(write(whole, "one", "the second", "three"));
        written.addAll(write(whole, "in the next segment", "and its last"));
        byte[] content = whole.content(FIRST);
        for (int at = 0; at < content.length; at++) {
            SimulatedDisk disk = new SimulatedDisk();
            byte[] damaged = content.clone();
            damaged[at] ^= 0x10;
            disk.setContent(FIRST, damaged);
            disk.setContent(SECOND, whole.content(SECOND));
            int hit = at;
            List<String> expected = written.stream()
                    .filter(record -> record.start().segment() != 1
                            || hit < record.start().offset()
                            || hit >= record.end().offset())
                    .map(Written::text)
                    .toList();
            try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
                List<Replay.Damage> damages = replay(log, expected);
                if (at < SegmentHeader.BYTES) {
                    // The marker is in every frame as well: a damaged header costs nothing.
                    assertThat(damages).as("byte " + at).isEmpty();
                } else {
                    Written lost = written.stream()
                            .filter(record -> !expected.contains(record.text()))
                            .findFirst()
                            .orElseThrow();
                    assertThat(damages).as("byte " + at).hasSize(1);
                    assertThat(damages.getFirst().from()).isEqualTo(lost.start());
                    assertThat(damages.getFirst().to()).isEqualTo(lost.end());
                }
            }
        }
    }

    @Test
    void damagedBytesAreKeptForAPerson() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        List<Written> written = write(disk, "one", "the second", "three");
        Written second = written.get(1);
        byte[] content = disk.content(FIRST);
        content[(int) second.end().offset() - 1] ^= 1;
        disk.setContent(FIRST, content);
        String kept = "quarantine/0000000000000001-" + second.start().offset() + ".damaged";
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            List<Replay.Damage> damages = replay(log, List.of("one", "three"));

            assertThat(damages.getFirst().message())
                    .contains("segment 0000000000000001.vlog")
                    .contains("offset " + second.start().offset())
                    .contains(kept);
            assertThat(disk.content(kept))
                    .isEqualTo(Arrays.copyOfRange(content, (int) second.start().offset(), (int)
                            second.end().offset()));
            assertThat(new String(disk.content(kept.replace(".damaged", ".txt")), StandardCharsets.UTF_8))
                    .startsWith("span log simulated disk: segment 0000000000000001.vlog");
            assertThat(log.stats().damages()).isEqualTo(1);
            assertThat(log.stats().damagedBytes())
                    .isEqualTo(second.end().offset() - second.start().offset());
            int names = disk.names().size();
            replay(log, List.of("one", "three"));
            assertThat(disk.names()).hasSize(names);
        }
    }

    @Test
    void replayGoesOnWhenDamagedBytesCannotBeKept() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        Written second = write(disk, "one", "the second", "three").get(1);
        byte[] content = disk.content(FIRST);
        content[(int) second.start().offset() + 20] ^= 1;
        disk.setContent(FIRST, content);
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            disk.fill();
            assertThat(replay(log, List.of("one", "three")).getFirst().message())
                    .contains("could not be copied");
        }
    }

    @Test
    void endOfAnOlderSegmentThatIsMissingIsDamage() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        List<Written> first = write(disk, "one", "two");
        write(disk, "three");
        disk.setContent(
                FIRST,
                Arrays.copyOf(disk.content(FIRST), (int) first.get(1).start().offset() + 5));
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            List<Replay.Damage> damages = replay(log, List.of("one", "three"));
            assertThat(damages).hasSize(1);
            assertThat(damages.getFirst().from()).isEqualTo(first.get(1).start());
            assertThat(damages.getFirst().to()).isEqualTo(first.get(1).end());
        }
    }

    @Test
    void missingSegmentIsReported() throws IOException {
        for (String missing : List.of(FIRST, SECOND)) {
            SimulatedDisk disk = new SimulatedDisk();
            write(disk, "in " + FIRST);
            write(disk, "in " + SECOND);
            write(disk, "in the third");
            disk.delete(missing);
            try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
                assertThat(log.recovery().problems())
                        .singleElement()
                        .satisfies(
                                problem -> assertThat(problem).contains(missing).contains("missing"));
                replay(log, List.of(missing.equals(FIRST) ? "in " + SECOND : "in " + FIRST, "in the third"));
            }
        }
    }

    @Test
    void segmentTakenAwayWhileOpenIsReported() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        write(disk, "one");
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            append(log, "two");
            disk.delete(FIRST);
            assertThat(replay(log, List.of("two")).getFirst().message()).contains("is gone");
        }
    }

    @Test
    void randomDamageNeverInventsOrReordersRecords() throws IOException {
        for (long seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            SimulatedDisk disk = new SimulatedDisk();
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                texts.add("record " + i + "x".repeat(random.nextInt(5_000)));
            }
            write(disk, texts.toArray(String[]::new));
            for (int i = 0; i < 3; i++) {
                String name = disk.segments().get(random.nextInt(disk.segments().size()));
                byte[] content = disk.content(name);
                int at = random.nextInt(content.length);
                int length = Math.min(content.length - at, 1 + random.nextInt(3_000));
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, content, at, length);
                disk.setContent(name, content);
            }
            try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
                List<String> found = SpanLogContract.entries(log, LogPosition.START).stream()
                        .map(SpanLogContract.Entry::text)
                        .toList();
                assertThat(texts).as("seed " + seed).containsSubsequence(found);
                assertThat(found).as("seed " + seed).hasSizeGreaterThan(10).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void payloadThatHoldsSegmentsIsNeverMistakenForOne() throws IOException {
        SimulatedDisk other = new SimulatedDisk();
        write(other, "forged");
        byte[] forged = other.content(FIRST);
        SimulatedDisk disk = new SimulatedDisk();
        Written victim;
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            Append append = log.append(SpanLogContract.SHOP, forged, 0, forged.length);
            append.await();
            victim = new Written("", append.start(), append.end());
            append(log, "honest");
        }
        byte[] content = disk.content(FIRST);
        content[(int) victim.start().offset() + Frame.LENGTH_AT] ^= 1;
        disk.setContent(FIRST, content);
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            replay(log, List.of("honest"));
        }
    }

    @Test
    void damagedCommittedFileReplaysEverythingStillThere() throws IOException {
        for (String text : List.of("", "nonsense", "vivace span log, committed position, version 1\n")) {
            checkCommittedFile(text.getBytes(StandardCharsets.US_ASCII));
        }
        SimulatedDisk disk = new SimulatedDisk();
        commitFirstOfTwo(disk);
        byte[] good = disk.content(CommittedFile.NAME);
        for (int at = 0; at < good.length; at++) {
            byte[] damaged = good.clone();
            damaged[at] ^= 1;
            checkCommittedFile(damaged);
        }
    }

    @Test
    void leftoverOfAnUnfinishedCommitIsIgnored() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        LogPosition committed = commitFirstOfTwo(disk);
        disk.setContent(CommittedFile.TEMPORARY_NAME, new byte[] {1, 2, 3});
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            assertThat(log.committed()).isEqualTo(committed);
            assertThat(disk.names()).doesNotContain(CommittedFile.TEMPORARY_NAME);
        }
    }

    @Test
    void newerFormatIsRefusedWithARemedy() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        write(disk, "one");
        byte[] content = disk.content(FIRST);
        content[11] = 2;
        CRC32C crc = new CRC32C();
        crc.update(content, 0, 60);
        ByteBuffer.wrap(content).putInt(60, (int) crc.getValue());
        disk.setContent(FIRST, content);

        assertThatThrownBy(() -> LocalSpanLog.open(disk, OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(FIRST)
                .hasMessageContaining("version 2 (expected: 1)");
    }

    private static void checkCommittedFile(byte[] content) throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        commitFirstOfTwo(disk);
        disk.setContent(CommittedFile.NAME, content);
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            assertThat(log.committed()).isEqualTo(LogPosition.START);
            assertThat(log.recovery().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem).contains("'committed' is damaged"));
            replay(log, List.of("one", "two"));
        }
    }

    private static LogPosition commitFirstOfTwo(SimulatedDisk disk) throws IOException {
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            LogPosition end = append(log, "one").end();
            append(log, "two");
            log.commit(end);
            return end;
        }
    }

    private static List<Written> write(SimulatedDisk disk, String... texts) throws IOException {
        List<Written> written = new ArrayList<>();
        try (LocalSpanLog log = LocalSpanLog.open(disk, OPTIONS)) {
            for (String text : texts) {
                written.add(append(log, text));
            }
        }
        return written;
    }

    private static Written append(SpanLog log, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        Append append = log.append(SpanLogContract.SHOP, payload, 0, payload.length);
        append.await();
        return new Written(text, append.start(), append.end());
    }

    /// Replays all and compares.
    ///
    /// @return the damages told
    private static List<Replay.Damage> replay(SpanLog log, List<String> expected) throws IOException {
        List<String> found = new ArrayList<>();
        Replay replay =
                log.replay(LogPosition.START, entry -> found.add(new String(entry.payload(), StandardCharsets.UTF_8)));
        assertThat(found).isEqualTo(expected);
        assertThat(replay.records()).isEqualTo(expected.size());
        return replay.damages();
    }
}
