package dev.vivace.compaction;

import dev.vivace.block.meta.BlockMeta;
import dev.vivace.block.meta.BlockStore;
import dev.vivace.block.meta.RetiredBlock;
import dev.vivace.model.TenantId;
import dev.vivace.tenancy.TenantLimits;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes away what has been kept long enough: whole blocks, each in two steps. Thread-safe; one look at a time.
///
/// 1. The block is retired: a marker beside its meta says so before the meta goes, then questions that begin are
///    not shown it.
/// 2. Its data is deleted, once no question can still be reading it; the marker goes last.
///
/// A crash between any two of these leaves a marker that names what is left to do, or a block as it was.
///
/// Data without meta, which a writer leaves that is ended while it writes a block, goes as well, once an hour.
///
/// What counts is when a block was written, which is shortly after its newest span came. Senders' clocks do not:
/// spans that come late are kept as long as others, and none stays because its sender lives in the future.
public final class Retention {

    private static final Logger LOGGER = LoggerFactory.getLogger(Retention.class);

    /// Longer than the writing of a block takes, and how often data without meta is looked for.
    private static final Duration UNFINISHED = Duration.ofHours(1);

    private final BlockStore store;
    private final ShownBlocks shown;
    private final TenantLimits limits;
    private final RetentionRules rules;
    private final InstantSource clock;
    private final RetentionMetrics metrics;

    /// What is retired and not deleted; the first look at a tenant fills it with what was left from before.
    private final Map<TenantId, List<RetiredBlock>> retired = new ConcurrentHashMap<>();

    private Instant lookForUnfinished = Instant.MIN;
    private volatile String failure = "";
    private boolean foundTenants;

    /// @param limits asked at every look, so that they may change
    /// @param registry gets the metrics; once per registry
    public Retention(
            BlockStore store,
            ShownBlocks shown,
            TenantLimits limits,
            RetentionRules rules,
            InstantSource clock,
            PrometheusRegistry registry) {
        this.store = store;
        this.shown = shown;
        this.limits = limits;
        this.rules = rules;
        this.clock = clock;
        this.metrics = new RetentionMetrics(registry);
    }

    /// Looks at the blocks of all tenants now. What fails is reported, and tried again by the next look.
    public synchronized void look() {
        Instant began = clock.instant();
        List<String> failures = new ArrayList<>();
        boolean unfinishedToo = !began.isBefore(lookForUnfinished);
        if (unfinishedToo) {
            lookForUnfinished = began.plus(UNFINISHED);
        }
        for (TenantId tenant : tenants(failures)) {
            try {
                findRetired(tenant);
            } catch (IOException e) {
                report(tenant, "its retired blocks could not be listed", e, failures);
                continue; // else those found later would hide those from before
            }
            Duration kept = rules.of(limits.of(tenant));
            if (kept.isPositive()) {
                retire(tenant, kept, failures);
            }
            if (!limits.of(tenant).compaction().disabled()) {
                delete(tenant, failures);
                if (unfinishedToo) {
                    deleteUnfinished(tenant, began.minus(UNFINISHED), failures);
                }
            }
        }
        failure = failures.isEmpty() ? "" : failures.getFirst();
        metrics.looked(Duration.between(began, clock.instant()).toNanos() / 1e9);
    }

    /// What went wrong at the last look; empty if nothing did.
    public String failure() {
        return failure;
    }

    /// The blocks of a tenant that are not shown any more and whose data is still there.
    public List<BlockMeta> retired(TenantId tenant) {
        return retired.getOrDefault(tenant, List.of()).stream()
                .map(RetiredBlock::meta)
                .toList();
    }

    /// Tenants that have retired blocks, or had some.
    public Set<TenantId> tenants() {
        return Set.copyOf(retired.keySet());
    }

    private Iterable<TenantId> tenants(List<String> failures) {
        Set<TenantId> tenants = new TreeSet<>((a, b) -> a.name().compareTo(b.name()));
        tenants.addAll(shown.tenants());
        tenants.addAll(retired.keySet());
        if (!foundTenants) {
            try {
                tenants.addAll(store.tenants()); // some may have nothing but retired blocks
                foundTenants = true;
            } catch (IOException e) {
                metrics.failed();
                failures.add("tenants could not be listed: " + e.getMessage());
                LOGGER.error("retention: tenants could not be listed; tried again soon: {}", e.getMessage(), e);
            }
        }
        return tenants;
    }

    private void findRetired(TenantId tenant) throws IOException {
        if (!retired.containsKey(tenant)) {
            retired.put(tenant, store.retired(tenant));
        }
    }

    private void retire(TenantId tenant, Duration kept, List<String> failures) {
        long oldest = clock.instant().minus(kept).toEpochMilli();
        List<RetiredBlock> done = new ArrayList<>();
        IOException failed = null;
        for (BlockMeta block : shown.blocks(tenant)) {
            if (block.createdEpochMillis() >= oldest) {
                continue;
            }
            try {
                done.add(store.retire(block));
                metrics.marked();
            } catch (IOException e) {
                failed = e;
                metrics.failed();
            }
        }
        if (!done.isEmpty()) {
            shown.letGo(
                    tenant, done.stream().map(block -> block.meta().blockId()).collect(Collectors.toSet()));
            List<RetiredBlock> all = new ArrayList<>(retired.getOrDefault(tenant, List.of()));
            all.addAll(done);
            retired.put(tenant, List.copyOf(all));
            LOGGER.info(
                    "retention: tenant '{}': kept for {} and not shown any more: {}; the data is deleted in {}",
                    tenant,
                    Words.of(kept),
                    words(done),
                    Words.of(rules.retiredRetention()));
        }
        if (failed != null) {
            report(tenant, "blocks could not be marked for deletion", failed, failures);
        }
    }

    private void delete(TenantId tenant, List<String> failures) {
        long newest = clock.instant().minus(rules.retiredRetention()).toEpochMilli();
        List<RetiredBlock> left = new ArrayList<>();
        List<RetiredBlock> done = new ArrayList<>();
        IOException failed = null;
        for (RetiredBlock block : retired.getOrDefault(tenant, List.of())) {
            if (block.retiredEpochMillis() > newest) {
                left.add(block);
                continue;
            }
            try {
                store.delete(block);
                done.add(block);
                metrics.deleted();
            } catch (IOException e) {
                failed = e;
                left.add(block);
                metrics.failed();
            }
        }
        if (!done.isEmpty()) {
            retired.put(tenant, List.copyOf(left));
            LOGGER.info("retention: tenant '{}': deleted the data of {}", tenant, words(done));
        }
        if (failed != null) {
            report(tenant, "the data of retired blocks could not be deleted", failed, failures);
        }
    }

    private void deleteUnfinished(TenantId tenant, Instant begunBefore, List<String> failures) {
        try {
            int deleted = store.deleteUnfinished(tenant, begunBefore);
            if (deleted > 0) {
                LOGGER.info(
                        "retention: tenant '{}': deleted what was written of {} that were never finished",
                        tenant,
                        Words.of(deleted, "block"));
            }
        } catch (IOException e) {
            metrics.failed();
            report(tenant, "the data of blocks that were never finished could not be deleted", e, failures);
        }
    }

    private void report(TenantId tenant, String what, IOException failed, List<String> failures) {
        failures.add("tenant '" + tenant + "': " + what + ": " + failed.getMessage());
        LOGGER.error("retention: tenant '{}': {}; tried again soon: {}", tenant, what, failed.getMessage(), failed);
    }

    private static String words(List<RetiredBlock> blocks) {
        long spans = blocks.stream().mapToLong(block -> block.meta().spans()).sum();
        long bytes =
                blocks.stream().mapToLong(block -> block.meta().sizeBytes()).sum();
        return Words.of(blocks.size(), "block") + " (" + Words.of(spans, "span") + ", " + Words.of(bytes, "byte") + ")";
    }
}
