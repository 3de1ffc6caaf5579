package dev.vivace.model.work;

import java.util.List;

/// One step of a plan, and what it did, all tables and threads together. Immutable.
///
/// @param text what it does, as a person would write it
/// @param times how often it ran: once for each table it saw
/// @param rowsIn spans it was put to
/// @param rowsOut spans that were left
/// @param nanos time on its threads, steps below included
/// @param reads what it read, steps below included
public record Step(String text, long times, long rowsIn, long rowsOut, long nanos, Reads reads, List<Step> steps) {
    public Step {
        steps = List.copyOf(steps);
    }
}
