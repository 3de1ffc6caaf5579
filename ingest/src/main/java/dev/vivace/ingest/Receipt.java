package dev.vivace.ingest;

import org.jspecify.annotations.Nullable;

/// What became of an accepted request.
///
/// @param spans spans that were taken
/// @param repeatedSpans of these, how many were here already, to the last byte: a retry, stored once
/// @param repairedStrings strings that were not UTF-8 and had the offending bytes replaced by `?`
/// @param rejection spans that were not taken because their trace is too large; null if all were
public record Receipt(
        int spans,
        int repeatedSpans,
        int repairedStrings,
        @Nullable Rejection rejection) {

    /// Of a request that was taken whole.
    public Receipt(int spans, int repeatedSpans, int repairedStrings) {
        this(spans, repeatedSpans, repairedStrings, null);
    }

    /// Spans that were left out of an accepted request.
    ///
    /// @param reason as the `reason` label of `tempo_discarded_spans_total` prints it
    /// @param limit the setting and its value
    public record Rejection(int spans, String reason, String message, String limit, String remedy) {}
}
