package dev.vivace.traceql.parse;

/// A place in a query's text.
///
/// @param offset index into the text, in UTF-16 units; -1 if the place is not known
/// @param line 1 for the first line; 0 if the place is not known
/// @param column 1 for the first character of the line, in Unicode characters; 0 if the place is not known
public record Position(int offset, int line, int column) {
    /// The place of what was not made from text.
    public static final Position UNKNOWN = new Position(-1, 0, 0);

    /// The place of an offset in a text; at most its end.
    public static Position of(String text, int offset) {
        int end = Math.min(offset, text.length());
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Position(end, line, text.codePointCount(lineStart, end) + 1);
    }
}
