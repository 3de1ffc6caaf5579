package dev.vivace.block.meta;

import static dev.vivace.block.TestBlocks.START;
import static dev.vivace.block.TestBlocks.resource;
import static dev.vivace.block.TestBlocks.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.block.TestBlocks;
import dev.vivace.block.schema.RowGroupMeta;
import dev.vivace.block.write.SpanBlockInput;
import dev.vivace.model.Span;
import dev.vivace.model.TenantId;
import dev.vivace.model.TraceId;
import dev.vivace.objectstore.InMemoryObjectStore;
import dev.vivace.objectstore.ObjectStore;
import dev.vivace.objectstore.ObjectStore.PutMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockStoreTest {

    private static final TenantId SHOP = new TenantId("shop");
    private static final long FAR_FUTURE = Long.MIN_VALUE + 5;

    private final ObjectStore objects = new InMemoryObjectStore(64 << 20, Clock.systemUTC());
    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_000L), ZoneOffset.UTC);
    private final BlockStore store = new BlockStore(objects, TestBlocks.SMALL_GROUPS, clock);

    @Test
    void writtenBlockIsListedAndOpens() throws IOException {
        List<Span> spans = TestBlocks.everything(31);
        BlockMeta meta = store.write(SHOP, SpanBlockInput.of(spans), List.of(new TraceId(0, 2)));
        assertThat(meta.spans()).isEqualTo(spans.size());
        assertThat(meta.rowGroups().stream().mapToInt(RowGroupMeta::rows).sum()).isEqualTo(spans.size());
        assertThat(store.tenants()).containsExactly(SHOP);
        assertThat(store.list(SHOP)).containsExactly(meta);
        assertThat(store.open(meta).rowGroupCount()).isEqualTo(meta.rowGroups().size());
        assertThat(store.open(meta).spans(new TraceId(0, 2))).hasSize(6);
    }

    @Test
    void unfinishedAndUnreadableBlocksArePassedOver() throws IOException {
        BlockMeta good = store.write(SHOP, SpanBlockInput.of(TestBlocks.wide(3)), List.of());
        objects.put("shop/0000/data.parquet", new byte[] {1}, PutMode.IF_ABSENT);
        objects.put("shop/0001/meta.json", "{\"spans\":".getBytes(StandardCharsets.UTF_8), PutMode.IF_ABSENT);
        assertThat(store.list(SHOP)).containsExactly(good);
    }

    @Test
    void membersOfLaterVersionsAreSkipped() throws IOException {
        BlockMeta meta = store.write(SHOP, SpanBlockInput.of(TestBlocks.wide(3)), List.of());
        String text = new String(BlockMetaJson.write(meta), StandardCharsets.UTF_8);
        String later = text.replace("\"rows\":", "\"more\":{\"a\":[1]},\"rows\":")
                .replace("\"spans\":", "\"new\":[{\"b\":{}}],\"spans\":");
        assertThat(later).isNotEqualTo(text);
        assertThat(BlockMetaJson.read(later.getBytes(StandardCharsets.UTF_8), "key"))
                .isEqualTo(meta);
    }

    /// A clock that is off by centuries must not hide the traces beside it.
    @Test
    void timesAreUnsigned() throws IOException {
        BlockMeta meta = store.write(
                SHOP,
                SpanBlockInput.of(List.of(
                        span(1, 1, 0, START, List.of(), resource()),
                        span(2, 1, 0, FAR_FUTURE, List.of(), resource()),
                        span(3, 1, 0, 0, List.of(), resource()))),
                List.of());
        assertThat(meta.rowGroups()).containsExactly(new RowGroupMeta(3, 0, FAR_FUTURE, FAR_FUTURE + 1_000_000));
        assertThat(store.list(SHOP)).containsExactly(meta);
        assertThat(new String(BlockMetaJson.write(meta), StandardCharsets.UTF_8))
                .contains("\"latest_start_unix_nano\":" + Long.toUnsignedString(FAR_FUTURE));
        assertThat(meta.earliestStartEpochNanos()).isZero();
        assertThat(meta.latestEndEpochNanos()).isEqualTo(FAR_FUTURE + 1_000_000);
    }
}
