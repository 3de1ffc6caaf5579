package dev.vivace.traceql.parse;

/// Classes of characters, and the text they are read from. Counts what is read, so that a test can tell that the
/// lexer's work is linear. Confined to one thread.
final class Characters {
    /// Stands for the end of the text, and never occurs in it: the lexer refuses texts that contain it.
    static final char END = '\0';

    final String text;
    private long reads;

    Characters(String text) {
        this.text = text;
    }

    char at(int index) {
        reads++;
        return index < text.length() ? text.charAt(index) : END;
    }

    long reads() {
        return reads;
    }

    /// White space as Go's `unicode.IsSpace` has it.
    static boolean isSpace(char c) {
        return switch (c) {
            case ' ', '\t', '\n', '\u000B', '\f', '\r', '\u0085', '\u00A0', '\u1680', '\u2028', '\u2029', '\u202F' ->
                true;
            case '\u205F', '\u3000' -> true;
            default -> c >= '\u2000' && c <= '\u200A';
        };
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// What ends the bare part of an attribute name.
    static boolean endsName(char c) {
        return switch (c) {
            case END, '{', '}', '(', ')', '=', '~', '!', '<', '>', '&', '|', '^', ',' -> true;
            default -> isSpace(c);
        };
    }

    /// The characters a number must be followed by to be tried as a duration.
    static boolean isDurationPart(char c) {
        return switch (c) {
            case 'n', 's', 'u', 'm', 'h', 'µ', 'd', 'w', 'y', '.' -> true;
            default -> isDigit(c);
        };
    }

    /// Whether an identifier can start here.
    boolean startsWord(int index) {
        char c = at(index);
        return c != END && (c == '_' || Character.isLetter(text.codePointAt(index)));
    }

    /// Index behind the identifier that starts here.
    int endOfWord(int index) {
        int i = index;
        while (at(i) != END) {
            int c = text.codePointAt(i);
            if (c != '_' && !Character.isLetter(c) && !Character.isDigit(c)) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }
}
