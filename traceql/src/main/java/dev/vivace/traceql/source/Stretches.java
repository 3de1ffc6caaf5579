package dev.vivace.traceql.source;

/// What is known of a column's values without reading them: bounds for stretches of neighbouring rows. Immutable; the
/// arrays are shared, nobody may change them.
///
/// @param firstRows where each stretch starts, and after the last of them the number of rows
/// @param least no value of the stretch is less
/// @param greatest no value of the stretch is greater
public record Stretches(int[] firstRows, long[] least, long[] greatest) {

    public int count() {
        return least.length;
    }
}
