package dev.vivace.ingest.store;

import dev.vivace.live.LiveSnapshot;
import dev.vivace.model.TraceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Traces of which several tables of a tenant hold spans, and where: looked up once, and remembered for as long as the
/// blocks are there. Thread-safe.
///
/// Which traces that are is known in parts: blocks name those that were split when they were written, live tables mark
/// those of which something was stored before.
final class SplitTraces {

    private final Set<TraceId> inSeveralBlocks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TraceId, SplitTrace> traces = new HashMap<>();
    /// Those in which all of `traces` were looked up.
    private List<StoredBlock> blocks = List.of();

    private @Nullable SplitView latest;

    /// @param inSeveralBlocks traces that are known to be in several of the blocks found at the start
    SplitTraces(Set<TraceId> inSeveralBlocks) {
        this.inSeveralBlocks = inSeveralBlocks;
    }

    /// What is split for somebody who sees some blocks and a live table.
    ///
    /// @param visible blocks come at the end
    /// @param liveParts of the live table, made with it
    SplitView view(List<StoredBlock> visible, LiveSnapshot live, LiveParts liveParts) throws IOException {
        lock.lock();
        try {
            SplitView known = latest;
            if (known == null || !known.isOf(visible, live, liveParts)) {
                learn(visible);
                liveParts.keepUp(live, traces.keySet());
                learn(liveParts.ids());
                known = SplitView.of(lock, traces.values(), visible, live, liveParts);
                latest = known;
            }
            return known;
        } catch (IOException | RuntimeException e) {
            // What was looked up in part only is looked up again.
            forget();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        traces.clear();
        blocks = List.of();
        latest = null;
    }

    private void learn(List<StoredBlock> visible) throws IOException {
        if (isBeginning(visible, blocks)) {
            return;
        }
        if (!isBeginning(blocks, visible)) {
            forget();
        }
        List<StoredBlock> added = visible.subList(blocks.size(), visible.size());
        Set<TraceId> fresh = new LinkedHashSet<>();
        if (blocks.isEmpty()) {
            fresh.addAll(inSeveralBlocks);
        }
        added.forEach(block -> fresh.addAll(block.meta().splitTraces()));
        for (int i = blocks.size(); i < visible.size(); i++) {
            locate(visible.get(i), i, List.copyOf(traces.keySet()));
        }
        blocks = List.copyOf(visible);
        learn(fresh);
    }

    private void learn(Collection<TraceId> ids) throws IOException {
        List<TraceId> fresh = new ArrayList<>();
        for (TraceId id : ids) {
            if (!traces.containsKey(id)) {
                traces.put(id, new SplitTrace(id));
                fresh.add(id);
            }
        }
        for (int i = 0; !fresh.isEmpty() && i < blocks.size(); i++) {
            locate(blocks.get(i), i, fresh);
        }
    }

    private void locate(StoredBlock block, int number, List<TraceId> ids) throws IOException {
        if (ids.isEmpty()) {
            return;
        }
        block.open().locate(ids, (id, place) -> {
            SplitTrace trace = traces.get(id);
            if (trace != null) {
                trace.parts.add(new SplitTrace.Part(block, number, place));
            }
        });
    }

    private static boolean isBeginning(List<StoredBlock> some, List<StoredBlock> of) {
        return some.size() <= of.size() && some.equals(of.subList(0, some.size()));
    }
}
