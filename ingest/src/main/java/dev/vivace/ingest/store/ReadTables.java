package dev.vivace.ingest.store;

import dev.vivace.live.LiveTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who reads which live table. A table whose spans went into a block takes memory until the last question that began
/// before has its answer. Thread-safe.
final class ReadTables {

    private final Map<LiveTable, Integer> readers = new ConcurrentHashMap<>();

    void begin(LiveTable table) {
        readers.merge(table, 1, Integer::sum);
    }

    void end(LiveTable table) {
        readers.computeIfPresent(table, (_, count) -> count == 1 ? null : count - 1);
    }

    /// Bytes of the tables that are read, but for the one that still takes spans.
    long bytesBut(LiveTable current) {
        long bytes = 0;
        for (LiveTable table : readers.keySet()) {
            bytes += table == current ? 0 : table.sizeBytes();
        }
        return bytes;
    }
}
