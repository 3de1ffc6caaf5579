package dev.vivace.ingest.store;

import dev.vivace.log.Append;
import dev.vivace.log.LogPosition;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// The records of the span log whose spans are in one tenant's live table, oldest first: what the log must
/// keep. Not all of them are kept in mind. Of those that came within [#TOGETHER_NANOS], the first that is
/// durable stands for the others, which start later: ten thousand small requests a second are fifty entries,
/// besides those that the disk has not confirmed yet. Confined to one thread at a time.
final class LoggedRecords {

    static final long TOGETHER_NANOS = 20_000_000;

    private final ArrayDeque<LoggedRecord> records = new ArrayDeque<>();

    /// A record that was just appended; the log places it after all that came before.
    void add(long arrivalNanos, Append append) {
        add(new LoggedRecord(arrivalNanos, append, null));
    }

    /// A record of the log that is there already, after all that came before.
    void addReplayed(long arrivalNanos, LogPosition start) {
        add(new LoggedRecord(arrivalNanos, null, start));
    }

    private void add(LoggedRecord record) {
        dropStoodFor();
        records.addLast(record);
    }

    /// Drops the last record if the one before it stands for it: the very last may not be durable yet, so
    /// each is judged when the next one comes.
    private void dropStoodFor() {
        if (records.size() < 2) {
            return;
        }
        LoggedRecord last = records.removeLast();
        LoggedRecord before = records.getLast();
        boolean stoodFor = before.start() != null
                && last.start() != null
                && last.arrivalNanos() - before.arrivalNanos() < TOGETHER_NANOS;
        if (!stoodFor) {
            records.addLast(last);
        }
    }

    int size() {
        return records.size();
    }

    void clear() {
        records.clear();
    }

    /// Drops the records before the one that brought the oldest span that is still live.
    void forgetBefore(long oldestArrivalNanos) {
        LoggedRecord last = null;
        // The last record before that instant may have brought it, and so may any record of that instant.
        while (!records.isEmpty() && records.element().arrivalNanos() - oldestArrivalNanos < 0) {
            last = records.remove();
        }
        if (last != null) {
            records.addFirst(last);
        }
    }

    /// Where the first durable record starts; null if there is none. Records without a position failed, or
    /// are on their way and so lie past every place at which all is settled.
    @Nullable
    LogPosition firstStart() {
        for (Iterator<LoggedRecord> all = records.iterator(); all.hasNext(); ) {
            LogPosition start = all.next().start();
            if (start != null) {
                return start;
            }
        }
        return null;
    }
}
