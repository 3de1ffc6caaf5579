package dev.vivace.ingest.store;

import dev.vivace.live.CutPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Which live spans become blocks when: those of old tables, and as many as make room for others. To be asked
/// by one thread at a time, but for [#liveBytes].
final class FlushSchedule {

    private final Collection<TenantSpans> tenants;
    private final StoreOptions options;
    private final Flush flush;

    /// Writes what leaves a tenant's live table into a block.
    interface Flush {
        void flush(TenantSpans tenant, CutPolicy policy) throws IOException;
    }

    /// @param tenants a view of all there are
    FlushSchedule(Collection<TenantSpans> tenants, StoreOptions options, Flush flush) {
        this.tenants = tenants;
        this.options = options;
        this.flush = flush;
    }

    /// What the live tables of all tenants take.
    long liveBytes() {
        long bytes = 0;
        for (TenantSpans tenant : tenants) {
            bytes += tenant.liveBytes();
        }
        return bytes;
    }

    /// By age, the traces that are idle leave.
    void flushIfOld(TenantSpans tenant) throws IOException {
        CutPolicy policy = options.cut();
        if (tenant.age().compareTo(policy.maxBlockDuration()) >= 0) {
            flush.flush(tenant, policy);
        }
    }

    /// By size as many traces leave as make room, those of the largest tables first: the small tables of many
    /// tenants take as much as a large one.
    void makeRoom() throws IOException {
        if (liveBytes() < options.maxTableBytes()) {
            return;
        }
        List<TenantSpans> largestFirst = new ArrayList<>(tenants);
        largestFirst.sort(Comparator.comparingLong(TenantSpans::liveBytes).reversed());
        long wanted = options.maxTableBytes() / 2;
        for (TenantSpans tenant : largestFirst) {
            long others = liveBytes() - tenant.liveBytes();
            flushDownTo(tenant, Math.max(0, wanted - others));
            if (liveBytes() <= wanted) {
                return;
            }
        }
    }

    /// At a rate at which a table fills before any trace goes idle, shorter pauses count as idle.
    private void flushDownTo(TenantSpans tenant, long wanted) throws IOException {
        Duration idle = options.cut().traceIdle();
        while (tenant.liveBytes() > wanted) {
            flush.flush(tenant, new CutPolicy(idle, options.cut().maxBlockDuration()));
            if (idle.isZero()) {
                return;
            }
            idle = idle.toMillis() < 100 ? Duration.ZERO : idle.dividedBy(4);
        }
    }
}
