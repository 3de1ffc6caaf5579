package dev.vivace.server.config;

import dev.vivace.server.config.Settings.Queries;
import dev.vivace.server.config.Settings.Retention;
import java.time.Duration;
import java.util.List;

/// Translates what is written about the age of blocks: 2.x has it in one place, 3.x in two that should agree.
/// Confined to one thread.
final class RetentionReader {
    /// The last one that says something wins: in 3.x it is the worker that deletes.
    private static final List<String> SECTIONS = List.of(
            "compactor.compaction", "backend_scheduler.provider.compaction.compaction", "backend_worker.compaction");

    private final SectionReader root;
    private final StartupNotes notes;

    RetentionReader(SectionReader root, StartupNotes notes) {
        this.root = root;
        this.notes = notes;
    }

    /// @param queries how long one may read a block that is not shown any more
    Retention read(Queries queries) {
        Retention retention = Retention.DEFAULTS;
        for (String path : SECTIONS) {
            SectionReader section = root.section(path);
            Retention absent = retention;
            Duration block = section.duration("block_retention", absent.blockRetention());
            Duration compacted = section.duration("compacted_block_retention", absent.compactedBlockRetention());
            Duration window = section.duration("compaction_window", absent.compactionWindow());
            retention = section.build(absent, () -> new Retention(block, compacted, window, absent.period()));
            if (section.has("block_retention") && block.isZero()) {
                notes.add(path + ".block_retention", "0 keeps blocks for ever");
            }
        }
        Retention written = retention;
        SectionReader schedule = root.section("backend_scheduler.provider.retention");
        Duration period = schedule.duration("interval", written.period());
        retention = schedule.build(
                written,
                () -> new Retention(
                        written.blockRetention(),
                        written.compactedBlockRetention(),
                        written.compactionWindow(),
                        period));
        Retention safe = retention.atLeast(longest(queries));
        if (safe != retention) {
            notes.add(
                    "compacted_block_retention",
                    GoDuration.format(retention.compactedBlockRetention())
                            + " is shorter than a query may take, which would lose what it reads; "
                            + GoDuration.format(safe.compactedBlockRetention()) + " is used");
        }
        return safe;
    }

    private static Duration longest(Queries queries) {
        Duration search = queries.timeout();
        Duration trace = queries.traceTimeout();
        return search.compareTo(trace) > 0 ? search : trace;
    }
}
