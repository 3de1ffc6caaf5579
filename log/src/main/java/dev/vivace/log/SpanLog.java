package dev.vivace.log;

import dev.vivace.model.TenantId;
import java.io.Closeable;
import java.io.IOException;

/// The record of everything accepted, until blocks hold it. Thread-safe.
///
/// Records have a total order, that of their [LogPosition]s, which is the order of the [#append] calls. A record whose
/// [Append] became durable is given by every later [#replay] exactly once, until [#commit] passes it; a record whose
/// append failed, or had no outcome yet when the process died, may or may not be.
public interface SpanLog extends Closeable {

    /// Takes one record and returns at once; it is durable when the returned [Append] says so. The bytes are copied
    /// before this returns. Never waits for the disk or for room.
    ///
    /// @param payload holds the record's bytes; opaque to the log
    /// @param offset index of the first byte
    /// @param length number of bytes, 0 or more, bounded by the implementation
    /// @throws LogRefusedException if the record cannot be taken now; it says when to try again
    /// @throws IllegalArgumentException if the record is larger than the log takes
    Append append(TenantId tenant, byte[] payload, int offset, int length) throws LogRefusedException;

    /// Where the log ends: every durable record lies before it. Grows as appends become durable.
    LogPosition end();

    /// States that everything before a position lives in stored blocks, so that the log may forget it. Durable when
    /// this returns. A position at or before [#committed()] changes nothing.
    ///
    /// @throws IllegalArgumentException if the position is past [#end()]
    /// @throws IOException if the statement could not be made durable; [#committed()] is then as before
    void commit(LogPosition upTo) throws IOException;

    /// The last committed position, [LogPosition#START] if there is none.
    LogPosition committed();

    /// Gives the records from a position to [#end()] as it is now, in order, one at a time. Damaged records are left
    /// out and told in the result; they never stop the replay. May run beside appends and commits.
    ///
    /// @param from [#committed()], or the start or end of a record
    /// @throws IOException what the visitor throws, or if the log cannot be read at all
    Replay replay(LogPosition from, Visitor visitor) throws IOException;

    /// Makes everything durable that was appended, settles every [Append] and gives up the log's resources. Appends
    /// are refused from here on.
    @Override
    void close() throws IOException;

    /// Receives the records of a replay, on the thread that replays.
    @FunctionalInterface
    interface Visitor {

        /// @param entry valid during this call only: its buffer is used again for the next record
        void visit(LogRecord entry) throws IOException;
    }
}
