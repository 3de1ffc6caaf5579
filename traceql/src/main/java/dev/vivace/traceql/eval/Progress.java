package dev.vivace.traceql.eval;

/// Hears how a query comes along, on the thread that runs it.
///
/// @param <T> what there is to tell before all is done
public interface Progress<T> {

    /// Whether it is time to tell; asked after every table.
    boolean isDue();

    /// Tells how far the query is. What this throws ends the query.
    void advanced(T soFar);
}
