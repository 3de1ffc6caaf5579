package dev.vivace.compaction;

import static dev.vivace.compaction.RetentionUnderTest.BANK;
import static dev.vivace.compaction.RetentionUnderTest.KEPT;
import static dev.vivace.compaction.RetentionUnderTest.RETIRED;
import static dev.vivace.compaction.RetentionUnderTest.SHOP;
import static dev.vivace.compaction.RetentionUnderTest.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.block.TestBlocks;
import dev.vivace.block.meta.BlockMeta;
import dev.vivace.block.meta.BlockStore;
import dev.vivace.block.read.Block;
import dev.vivace.compaction.RetentionUnderTest.TestClock;
import dev.vivace.model.TraceId;
import dev.vivace.objectstore.InMemoryObjectStore;
import dev.vivace.objectstore.ObjectStore.PutMode;
import dev.vivace.objectstore.testing.FaultyObjectStore;
import dev.vivace.objectstore.testing.FaultyObjectStore.Moment;
import dev.vivace.objectstore.testing.FaultyObjectStore.Operation;
import dev.vivace.tenancy.Limits;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final TraceId FIRST = new TraceId(0, 1);

    private final FaultyObjectStore objects =
            new FaultyObjectStore(new InMemoryObjectStore(64 << 20, Clock.systemUTC()));
    private final TestClock clock = new TestClock();

    @Test
    void blocksGoWhenTheyWereKeptAsLongAsWritten() throws IOException {
        RetentionUnderTest server = RetentionUnderTest.open(objects, clock);
        BlockMeta old = server.write(SHOP, 1);
        clock.pass(KEPT);
        BlockMeta young = server.write(SHOP, 2);
        server.retention.look();
        assertThat(server.blocks(SHOP)).containsExactly(old, young);
        clock.pass(A_MINUTE);
        server.retention.look();
        assertThat(server.blocks(SHOP)).containsExactly(young);
        assertThat(server.store.list(SHOP)).containsExactly(young);
        assertThat(server.retention.retired(SHOP)).containsExactly(old);
        assertThat(server.count("tempodb_retention_marked_for_deletion")).isOne();
        assertThat(server.count("tempodb_retention_deleted")).isZero();
    }

    @Test
    void whoReadsABlockGoesOnUntilItsDataGoes() throws IOException {
        RetentionUnderTest server = RetentionUnderTest.open(objects, clock);
        BlockMeta meta = server.write(SHOP, 1);
        clock.pass(KEPT.plus(A_MINUTE));
        server.retention.look();
        clock.pass(RETIRED.minus(A_MINUTE));
        server.retention.look();
        Block block = server.store.open(meta);
        assertThat(block.spans(FIRST)).hasSize(1);
        clock.pass(A_MINUTE);
        server.retention.look();
        assertThat(keys(objects)).isEmpty();
        assertThat(server.retention.retired(SHOP)).isEmpty();
        assertThat(server.count("tempodb_retention_deleted")).isOne();
    }

    @Test
    void eachTenantHasItsOwnRetentionAndItMayChangeWhileTheServerRuns() throws IOException {
        RetentionUnderTest server = RetentionUnderTest.open(objects, clock);
        BlockMeta shop = server.write(SHOP, 1);
        BlockMeta bank = server.write(BANK, 2);
        server.limit(BANK, new Limits.Compaction(Duration.ofHours(1), Duration.ZERO, false));
        clock.pass(Duration.ofHours(2));
        server.retention.look();
        assertThat(server.blocks(SHOP)).containsExactly(shop);
        assertThat(server.blocks(BANK)).isEmpty();
        assertThat(server.retention.retired(BANK)).containsExactly(bank);
        server.limit(SHOP, new Limits.Compaction(Duration.ofMinutes(30), Duration.ZERO, false));
        server.retention.look();
        assertThat(server.blocks(SHOP)).isEmpty();
    }

    @Test
    void tenantsWithoutCompactionKeepEverythingEvenWhatWaitsForItsDeletion() throws IOException {
        RetentionUnderTest server = RetentionUnderTest.open(objects, clock);
        server.write(SHOP, 1);
        clock.pass(KEPT.plus(A_MINUTE));
        server.retention.look();
        BlockMeta second = server.write(SHOP, 2);
        server.limit(SHOP, new Limits.Compaction(A_MINUTE, Duration.ZERO, true));
        clock.pass(KEPT.multipliedBy(2));
        server.retention.look();
        assertThat(server.blocks(SHOP)).containsExactly(second);
        assertThat(keys(objects))
                .filteredOn(key -> key.endsWith("data.parquet"))
                .hasSize(2);
        server.limit(BANK, new Limits.Compaction(A_MINUTE, Duration.ZERO, true));
        server.retention.look();
        clock.pass(RETIRED);
        server.retention.look();
        assertThat(keys(objects)).isEmpty();
    }

    @Test
    void aRetentionOfZeroKeepsForEver() throws IOException {
        RetentionUnderTest server = new RetentionUnderTest(objects, clock, new RetentionRules(Duration.ZERO, RETIRED));
        BlockMeta meta = server.write(SHOP, 1);
        clock.pass(Duration.ofDays(10_000));
        server.retention.look();
        assertThat(server.blocks(SHOP)).containsExactly(meta);
    }

    /// Its sender heard yes: it is not to vanish with the next look.
    @Test
    void whatComesLateIsKeptAsLongAsWhatComesInTime() throws IOException {
        RetentionUnderTest server = RetentionUnderTest.open(objects, clock);
        long monthsAgo = TestBlocks.START - Duration.ofDays(90).toNanos();
        BlockMeta late = server.write(SHOP, 1, monthsAgo);
        clock.pass(KEPT);
        server.retention.look();
        assertThat(server.blocks(SHOP)).containsExactly(late);
        clock.pass(A_MINUTE);
        server.retention.look();
        assertThat(server.blocks(SHOP)).isEmpty();
    }

    @Test
    void aSendersClockThatIsYearsAheadKeepsNothing() throws IOException {
        RetentionUnderTest server = RetentionUnderTest.open(objects, clock);
        server.write(SHOP, 1, TestBlocks.START + Duration.ofDays(3650).toNanos());
        clock.pass(KEPT.plus(A_MINUTE));
        server.retention.look();
        assertThat(server.blocks(SHOP)).isEmpty();
    }

    @Test
    void oneBlockThatCannotBeMarkedKeepsNoOther() throws IOException {
        RetentionUnderTest server = RetentionUnderTest.open(objects, clock);
        BlockMeta first = server.write(SHOP, 1);
        clock.pass(A_MINUTE);
        server.write(SHOP, 2);
        clock.pass(KEPT.plus(A_MINUTE));
        objects.fail(Operation.PUT, 1, Moment.BEFORE);
        server.retention.look();
        assertThat(server.blocks(SHOP)).containsExactly(first);
        assertThat(server.retention.failure()).contains("'shop'", "marked");
        assertThat(server.count("tempodb_retention_errors")).isOne();
        server.retention.look();
        assertThat(server.blocks(SHOP)).isEmpty();
        assertThat(server.retention.failure()).isEmpty();
    }

    /// Each change of the store in turn is the last before the process dies, done or not done. Whatever was left, a
    /// block is shown whole or not at all, its data outlives it as long as promised, and in the end all is gone.
    @Test
    void aCrashBetweenAnyTwoStepsLeavesNothingBrokenAndNothingBehind() throws IOException {
        // Two blocks: two changes each to retire them, three to delete them.
        for (int changes = 0; changes < 10; changes++) {
            dieAfter(changes, false);
            dieAfter(changes, true);
        }
    }

    private void dieAfter(int changes, boolean lastHappens) throws IOException {
        String story = "death at change " + changes + ", which " + (lastHappens ? "happens" : "does not happen");
        InMemoryObjectStore disk = new InMemoryObjectStore(1 << 20, Clock.systemUTC());
        List<BlockMeta> blocks;
        try (MortalObjectStore life = new MortalObjectStore(disk, changes, lastHappens)) {
            RetentionUnderTest before = RetentionUnderTest.open(disk, clock);
            blocks = List.of(before.write(SHOP, 1), before.write(SHOP, 2));
            clock.pass(KEPT.plus(A_MINUTE));
            RetentionUnderTest dying = RetentionUnderTest.open(life, clock);
            dying.retention.look();
            assertWhole(blocks, disk, story);
            if (!life.isDead()) {
                clock.pass(RETIRED);
                dying.retention.look();
            }
            assertThat(life.isDead()).as(story).isTrue();
        }
        RetentionUnderTest next = RetentionUnderTest.open(disk, clock);
        assertWhole(next.blocks(SHOP), disk, story);
        next.retention.look();
        assertThat(next.blocks(SHOP)).as(story).isEmpty();
        assertWhole(next.retention.retired(SHOP), disk, story);
        clock.pass(RETIRED);
        next.retention.look();
        assertThat(keys(disk)).as(story).isEmpty();
    }

    @Test
    void whatIsLeftOfABlockThatWasNeverFinishedGoesAfterAWhile() throws IOException {
        RetentionUnderTest server = RetentionUnderTest.open(objects, clock);
        BlockMeta whole = server.write(SHOP, 1);
        BlockMeta unfinished = server.write(SHOP, 2);
        String folder = "shop/" + unfinished.blockId() + "/";
        objects.delete(folder + "meta.json");
        objects.put("shop/notes/data.parquet", new byte[] {1}, PutMode.IF_ABSENT); // somebody else's

        server.retention.look();
        clock.pass(AN_HOUR);
        server.retention.look();
        assertThat(keys(objects)).contains(folder + "data.parquet"); // as old as that, no older

        clock.pass(AN_HOUR);
        server.retention.look();
        assertThat(keys(objects))
                .containsExactly(
                        "shop/" + whole.blockId() + "/data.parquet",
                        "shop/" + whole.blockId() + "/meta.json",
                        "shop/notes/data.parquet");
        assertThat(server.retention.failure()).isEmpty();
    }

    @Test
    void tenantsWithoutCompactionKeepWhatWasNeverFinishedToo() throws IOException {
        RetentionUnderTest server = RetentionUnderTest.open(objects, clock);
        server.limit(SHOP, new Limits.Compaction(Duration.ZERO, Duration.ZERO, true));
        BlockMeta unfinished = server.write(SHOP, 1);
        objects.delete("shop/" + unfinished.blockId() + "/meta.json");
        clock.pass(AN_HOUR.plus(A_MINUTE));
        server.retention.look();
        assertThat(keys(objects)).hasSize(1);
    }

    /// Whether somebody who was shown these blocks could read them now.
    private static void assertWhole(List<BlockMeta> blocks, InMemoryObjectStore disk, String story) throws IOException {
        BlockStore reader = new BlockStore(disk, TestBlocks.SMALL_GROUPS, Clock.systemUTC());
        for (BlockMeta block : blocks) {
            assertThat(reader.open(block).rowGroupCount()).as(story).isOne();
        }
    }
}
