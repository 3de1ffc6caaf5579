package dev.vivace.log;

import java.util.List;

/// What a replay gave, and what it could not. Immutable.
///
/// @param records number of records given to the visitor
/// @param payloadBytes their payloads together
/// @param damages what had to be left out, in order; empty if the log is whole
public record Replay(long records, long payloadBytes, List<Damage> damages) {

    public Replay {
        damages = List.copyOf(damages);
    }

    /// A part of the log that holds no readable record although it should.
    ///
    /// @param from where the unreadable part begins
    /// @param to where it ends: the next readable record, or the end of the segment
    /// @param message what was found, where the bytes were kept, what it means
    public record Damage(LogPosition from, LogPosition to, String message) {}
}
