package dev.vivace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.log.LocalSpanLogOptions.FsyncPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is particular to the log in local files: groups, bounds, segments, one process.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalSpanLogTest {

    private static final LocalSpanLogOptions SMALL =
            LocalSpanLogOptions.DEFAULTS.withMaxRecordBytes(1 << 20).withSegmentBytes(64 << 10);

    @TempDir
    private Path directory;

    /// A disk whose first sync takes as long as the test wants.
    private static final class SlowSync {
        private final SimulatedDisk disk = new SimulatedDisk();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch finish = new CountDownLatch(1);

        SlowSync() {
            disk.beforeForce(() -> {
                begun.countDown();
                boolean interrupted = false;
                while (finish.getCount() > 0) {
                    try {
                        finish.await();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                assertThat(interrupted).isFalse();
            });
        }
    }

    @Test
    void recordsThatComeDuringASyncShareTheNext() throws Exception {
        SlowSync slow = new SlowSync();
        try (LocalSpanLog log = LocalSpanLog.open(slow.disk, SMALL)) {
            Append first = append(log, "first");
            slow.begun.await();
            List<Append> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                others.add(append(log, "record " + i));
            }
            assertThat(first.isDurable()).isFalse();
            assertThat(log.stats().bufferedBytes()).isPositive();
            slow.finish.countDown();
            for (Append other : others) {
                other.await();
            }
            LogStats stats = log.stats();

            assertThat(stats.groups()).isEqualTo(2);
            assertThat(stats.fsyncs()).isEqualTo(2);
            assertThat(stats.largestGroupRecords()).isEqualTo(100);
            assertThat(stats.durableRecords()).isEqualTo(101);
            assertThat(stats.bufferedBytes()).isZero();
            assertThat(stats.segmentBytes()).isEqualTo(stats.durableBytes() + SegmentHeader.BYTES);
        }
    }

    @Test
    void listenersHearInTheOrderOfPositions() throws Exception {
        SlowSync slow = new SlowSync();
        List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
        try (LocalSpanLog log = LocalSpanLog.open(slow.disk, SMALL)) {
            for (int i = 0; i < 50; i++) {
                int number = i;
                append(log, "record " + i).onSettled((append, failure) -> heard.add(number));
            }
            slow.finish.countDown();
        }
        assertThat(heard).hasSize(50).isSorted();
    }

    @Test
    void fullBufferRefusesAtOnceAndTakesAgainLater() throws Exception {
        SlowSync slow = new SlowSync();
        LocalSpanLogOptions options = new LocalSpanLogOptions(1 << 20, 1 << 20, 3 << 20, FsyncPolicy.ALWAYS);
        try (LocalSpanLog log = LocalSpanLog.open(slow.disk, options)) {
            byte[] payload = new byte[900_000];
            Append first = log.append(SpanLogContract.SHOP, payload, 0, payload.length);
            slow.begun.await();
            Append second = log.append(SpanLogContract.SHOP, payload, 0, payload.length);
            Append third = log.append(SpanLogContract.SHOP, payload, 0, payload.length);
            assertThatThrownBy(() -> log.append(SpanLogContract.SHOP, payload, 0, payload.length))
                    .isInstanceOf(LogBusyException.class)
                    .hasMessageContaining("900000 bytes")
                    .hasMessageContaining("limit: 3145728")
                    .satisfies(
                            e -> assertThat(((LogBusyException) e).retryAfter()).isGreaterThan(Duration.ZERO));
            assertThat(log.stats().refusedRecords()).isEqualTo(1);
            slow.finish.countDown();
            third.await();
            assertThat(first.isDurable() && second.isDurable()).isTrue();
            log.append(SpanLogContract.SHOP, payload, 0, payload.length).await();

            assertThat(SpanLogContract.entries(log, LogPosition.START)).hasSize(4);
        }
    }

    @Test
    void memoryOfARushIsGivenBack() {
        GatherBuffer buffer = new GatherBuffer(16 << 20);
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < 10; i++) {
            assertThat(buffer.add(new Append(), new byte[20], megabyte, 0, megabyte.length))
                    .isTrue();
        }
        buffer.release(buffer.take());
        assertThat(buffer.allocatedBytes()).isGreaterThan(10 << 20);
        for (int i = 0; i < 200; i++) {
            buffer.add(new Append(), new byte[20], megabyte, 0, 100);
            buffer.release(buffer.take());
        }
        assertThat(buffer.allocatedBytes()).isEqualTo(2 << 20);
        buffer.free();
    }

    @Test
    void recordOverTheLimitIsRefusedByName() throws IOException {
        try (LocalSpanLog log = LocalSpanLog.open(new SimulatedDisk(), SMALL)) {
            assertThatThrownBy(() -> log.append(SpanLogContract.SHOP, new byte[2 << 20], 0, (1 << 20) + 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tenant 'shop' has 1048577 bytes (expected: at most 1048576)");
            log.append(SpanLogContract.SHOP, new byte[2 << 20], 0, 1 << 20).await();
        }
    }

    @Test
    void optionsThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> new LocalSpanLogOptions(64 << 20, 64 << 20, 64 << 20, FsyncPolicy.ALWAYS))
                .hasMessage("maxBufferedBytes: 67108864 (expected: 68157440 to 1073741824 bytes)");
        assertThatThrownBy(() -> SMALL.withSegmentBytes(1)).hasMessageContaining("segmentBytes: 1");
        assertThatThrownBy(() -> SMALL.withMaxRecordBytes(0)).hasMessageContaining("maxRecordBytes: 0");
    }

    @Test
    void segmentsRollAtTheirSize() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (LocalSpanLog log = LocalSpanLog.open(disk, SMALL)) {
            for (int i = 0; i < 7; i++) {
                append(log, "x".repeat(30_000)).await();
            }
            assertThat(disk.segments()).hasSize(4);
            assertThat(log.stats().segments()).isEqualTo(4);
        }
        for (String segment : disk.segments()) {
            assertThat(disk.content(segment).length).isLessThanOrEqualTo(64 << 10);
        }
    }

    @Test
    void recordLargerThanASegmentGetsItsOwn() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (LocalSpanLog log = LocalSpanLog.open(disk, SMALL)) {
            append(log, "a").await();
            append(log, "x".repeat(500_000)).await();
            append(log, "b").await();
            assertThat(disk.segments()).hasSize(3);
            assertThat(SpanLogContract.entries(log, LogPosition.START)).hasSize(3);
        }
    }

    @Test
    void committedSegmentsAreDeleted() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (LocalSpanLog log = LocalSpanLog.open(disk, SMALL)) {
            List<Append> appends = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Append append = append(log, "x".repeat(60_000));
                append.await();
                appends.add(append);
            }
            assertThat(disk.segments()).hasSize(6);
            log.commit(appends.get(2).start());
            assertThat(disk.segments()).hasSize(4);
            log.commit(appends.get(2).end());
            assertThat(disk.segments()).hasSize(3);
            log.commit(log.end());
            // The newest may still be written to.
            assertThat(disk.segments()).hasSize(1);
        }
        try (LocalSpanLog log = LocalSpanLog.open(disk, SMALL)) {
            assertThat(disk.segments()).isEmpty();
            assertThat(log.recovery()).isEqualTo(new Recovery(0, 0, 0, 0, List.of()));
        }
    }

    @Test
    void idleLogWritesNothing() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        for (int i = 0; i < 3; i++) {
            LocalSpanLog.open(disk, SMALL).close();
        }
        assertThat(disk.names()).isEmpty();
    }

    @Test
    void processDeathAfterAnUnsyncedAckLosesNothing() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        SimulatedDisk killed;
        try (LocalSpanLog log = LocalSpanLog.open(disk, SMALL.withFsync(FsyncPolicy.AT_ROLL))) {
            for (int i = 0; i < 5; i++) {
                append(log, "x".repeat(30_000)).await();
            }
            killed = disk.afterKill();
            assertThat(log.stats().fsyncs()).isEqualTo(2);
        }
        try (LocalSpanLog log = LocalSpanLog.open(killed, SMALL)) {
            assertThat(SpanLogContract.entries(log, LogPosition.START)).hasSize(5);
        }
    }

    @Test
    void replayHoldsOneRecordAtATime() throws IOException {
        LocalSpanLogOptions options = LocalSpanLogOptions.DEFAULTS.withFsync(FsyncPolicy.AT_ROLL);
        try (LocalSpanLog log = LocalSpanLog.open(directory, options)) {
            byte[] payload = new byte[400_000];
            for (int i = 0; i < 120; i++) {
                log.append(SpanLogContract.SHOP, payload, 0, i % 2 == 0 ? 400_000 : 100)
                        .await();
            }
            Set<byte[]> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
            int[] largest = new int[1];
            Replay replay = log.replay(LogPosition.START, entry -> {
                buffers.add(entry.buffer());
                largest[0] = Math.max(largest[0], entry.buffer().length);
            });
            assertThat(replay.records()).isEqualTo(120);
            assertThat(replay.payloadBytes()).isEqualTo(60 * 400_100);
            assertThat(largest[0]).isLessThan(500_000);
            assertThat(buffers).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void secondOpenInTheSameProcessIsRefused() throws IOException {
        try (LocalSpanLog log = LocalSpanLog.open(directory, SMALL)) {
            assertThatThrownBy(() -> LocalSpanLog.open(directory, SMALL))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use by this process");
            append(log, "undisturbed").await();
        }
        LocalSpanLog.open(directory, SMALL).close();
    }

    @Test
    void filesOfOthersAreLeftAlone() throws IOException {
        Path foreign = Files.writeString(directory.resolve("README.txt"), "x");
        Path similar = Files.writeString(directory.resolve("00000000000000ZZ.vlog"), "x");
        try (LocalSpanLog log = LocalSpanLog.open(directory, SMALL)) {
            append(log, "one").await();
            log.commit(log.end());
        }
        assertThat(foreign).exists();
        assertThat(similar).exists();
    }

    @Test
    void filesAreAsTheFormatPageShowsThem() throws IOException {
        LogPosition end;
        try (LocalSpanLog log = LocalSpanLog.open(directory, SMALL)) {
            Append append = append(log, "hello");
            append.await();
            end = append.end();
            append(log, "more").await();
            log.commit(end);
        }
        byte[] segment = Files.readAllBytes(directory.resolve("0000000000000001.vlog"));
        String text = new String(segment, StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("VIVLOG\r\n\0\0\0\1\0\0\0\100\0\0\0\0\0\0\0\1");
        assertThat(text.substring(64, 72)).isEqualTo(text.substring(24, 32));
        assertThat(text.substring(72, 76)).isEqualTo("\0\0\0\12");
        assertThat(text.substring(80, 90)).isEqualTo("\4shophello");
        assertThat(end).isEqualTo(new LogPosition(1, 90));
        assertThat(directory.resolve("committed")).hasContent("""
                        vivace span log, committed position, version 1
                        segment 0000000000000001 offset 90
                        crc32c 76c7b854
                        """);
    }

    private static Append append(SpanLog log, String text) throws LogRefusedException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return log.append(SpanLogContract.SHOP, payload, 0, payload.length);
    }
}
