package dev.vivace.live;

/// Whether spans of a trace are elsewhere already: in a block, or in a table on its way into one. Asked once, when
/// the
/// trace's first span comes into a table, by the thread that appends; so it must be quick, and may say yes in
/// error.
@FunctionalInterface
public interface SeenBefore {

    /// Nothing was ever stored.
    SeenBefore NEVER = (_, _) -> false;

    boolean test(long traceIdHigh, long traceIdLow);
}
