package dev.vivace.model.work;

import java.util.List;

/// One step of a plan, and what it did, all tables and threads together. Immutable.
///
/// @param text what it does, as a person would write it
/// @param times how often it ran: once for each table it saw
/// @param unit what is counted in and out, such as `spans`
/// @param countIn what it was put to
/// @param countOut what was left
/// @param nanos time on its threads, steps below included
/// @param reads what it read, steps below included
public record Step(
        String text, long times, String unit, long countIn, long countOut, long nanos, Reads reads, List<Step> steps) {
    public Step {
        steps = List.copyOf(steps);
    }
}
