package dev.vivace.traceql.source;

/// Where to look for the spans of a trace. Immutable.
///
/// @param live whether what is not in blocks counts
/// @param firstBlock digits, in order of which no block comes before; empty for any
/// @param lastBlock digits, in order of which no block comes after; empty for any
public record TracePlaces(boolean live, boolean stored, String firstBlock, String lastBlock) {

    public static final TracePlaces EVERYWHERE = new TracePlaces(true, true, "", "");

    /// Whether to look into a block.
    ///
    /// @param id without dashes; only as much of the bounds is compared as it is long
    public boolean hasBlock(String id) {
        return stored
                && start(firstBlock, id).compareTo(id) <= 0
                && (lastBlock.isEmpty() || id.compareTo(start(lastBlock, id)) <= 0);
    }

    private static String start(String bound, String id) {
        return bound.substring(0, Math.min(bound.length(), id.length()));
    }
}
