package dev.vivace.compaction;

import static dev.vivace.block.TestBlocks.resource;
import static dev.vivace.block.TestBlocks.span;

import dev.vivace.block.TestBlocks;
import dev.vivace.block.meta.BlockMeta;
import dev.vivace.block.meta.BlockStore;
import dev.vivace.block.write.SpanBlockInput;
import dev.vivace.model.TenantId;
import dev.vivace.objectstore.ObjectStore;
import dev.vivace.objectstore.StoredObject;
import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.Overrides;
import dev.vivace.tenancy.TenantLimits;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Retention over given objects, which outlive it, as one run of a server has it: what is shown is what was listed at
/// its start and written since.
final class RetentionUnderTest implements ShownBlocks {

    static final TenantId SHOP = new TenantId("shop");
    static final TenantId BANK = new TenantId("bank");
    static final Duration KEPT = Duration.ofHours(24);
    static final Duration RETIRED = Duration.ofHours(1);

    /// A clock that a test moves.
    static final class TestClock extends Clock {
        private Instant now = Instant.ofEpochMilli(1_700_000_000_000L);

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    final TenantLimits limits = TenantLimits.none();
    final Retention retention;
    final BlockStore store;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<TenantId, List<BlockMeta>> shown = new HashMap<>();

    RetentionUnderTest(ObjectStore objects, Clock clock, RetentionRules rules) throws IOException {
        store = new BlockStore(objects, TestBlocks.SMALL_GROUPS, clock);
        for (TenantId tenant : store.tenants()) {
            List<BlockMeta> blocks = store.list(tenant);
            if (!blocks.isEmpty()) {
                shown.put(tenant, new ArrayList<>(blocks));
            }
        }
        retention = new Retention(store, this, limits, rules, clock, registry);
    }

    static RetentionUnderTest open(ObjectStore objects, Clock clock) throws IOException {
        return new RetentionUnderTest(objects, clock, new RetentionRules(KEPT, RETIRED));
    }

    /// Stores a block of one span.
    BlockMeta write(TenantId tenant, int trace, long startEpochNanos) throws IOException {
        BlockMeta meta = store.write(
                tenant,
                SpanBlockInput.of(List.of(span(trace, 1, 0, startEpochNanos, List.of(), resource()))),
                List.of());
        shown.computeIfAbsent(tenant, _ -> new ArrayList<>()).add(meta);
        return meta;
    }

    BlockMeta write(TenantId tenant, int trace) throws IOException {
        return write(tenant, trace, TestBlocks.START);
    }

    void limit(TenantId tenant, Limits.Compaction compaction) {
        limits.replace(new Overrides(Limits.NONE, Map.of(tenant.name(), limits(compaction))));
    }

    private static Limits limits(Limits.Compaction compaction) {
        Limits none = Limits.NONE;
        return new Limits(none.ingestion(), none.read(), compaction, 0, none.recorded());
    }

    long count(String name) {
        return registry.scrape(name::equals).stream()
                .mapToLong(metric -> (long)
                        ((CounterSnapshot) metric).getDataPoints().getFirst().getValue())
                .findFirst()
                .orElseThrow();
    }

    static List<String> keys(ObjectStore objects) throws IOException {
        return objects.list("", "", 1000).stream().map(StoredObject::key).toList();
    }

    @Override
    public List<TenantId> tenants() {
        return List.copyOf(shown.keySet());
    }

    @Override
    public List<BlockMeta> blocks(TenantId tenant) {
        return List.copyOf(shown.getOrDefault(tenant, List.of()));
    }

    @Override
    public void letGo(TenantId tenant, Set<String> blockIds) {
        shown.getOrDefault(tenant, List.of()).removeIf(block -> blockIds.contains(block.blockId()));
    }
}
