package dev.vivace.log;

import java.util.List;

/// What opening a [LocalSpanLog] found. Immutable.
///
/// @param tornBytes bytes cut from the end of the log: what a crash left half written, never promised to anyone
/// @param abandonedSegments files set aside in `quarantine/` because only failed groups had been written to them
/// @param segments segments that hold records past the committed position
/// @param bytes their size together, to be replayed
/// @param problems what a person should know: lost segments, an unreadable committed position; usually empty
public record Recovery(long tornBytes, int abandonedSegments, int segments, long bytes, List<String> problems) {

    public Recovery {
        problems = List.copyOf(problems);
    }
}
