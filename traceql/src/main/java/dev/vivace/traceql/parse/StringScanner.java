package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Literal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Reads strings: `"..."` with Go's escapes, and `` `...` `` without any.
final class StringScanner {
    private final Characters characters;

    StringScanner(Characters characters) {
        this.characters = characters;
    }

    /// The string whose backtick stands at `start`. Carriage returns in it are dropped.
    Token raw(int start) {
        int i = start + 1;
        while (characters.at(i) != '`') {
            if (characters.at(i) == Characters.END) {
                throw Explanations.mistake(characters.text, start, "the string opened here is never closed", "add a `");
            }
            i++;
        }
        String value = characters.text.substring(start + 1, i).replace("\r", "");
        return token(start, i + 1, value);
    }

    /// The string whose double quote stands at `start`.
    Token interpreted(int start) {
        StringBuilder value = new StringBuilder();
        // Bytes of \x and octal escapes, which may form UTF-8 sequences together.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = start + 1;
        while (true) {
            char c = characters.at(i);
            if (c == '"') {
                break;
            }
            if (c == Characters.END || c == '\n') {
                String remedy = c == '\n' ? "write a line break as \\n, or use backticks" : "add a \"";
                throw Explanations.mistake(
                        characters.text, start, "the string opened here is not closed on its line", remedy);
            }
            if (c != '\\') {
                flush(bytes, value);
                value.append(c);
                i++;
                continue;
            }
            char escaped = characters.at(i + 1);
            int length = escapeLength(escaped);
            if (length == 0) {
                throw badEscape(start, i);
            }
            if (length == 2) {
                flush(bytes, value);
                value.append(simpleEscape(escaped));
            } else {
                int code = code(start, i, escaped, length);
                if (escaped == 'u' || escaped == 'U') {
                    flush(bytes, value);
                    value.appendCodePoint(code);
                } else {
                    bytes.write(code);
                }
            }
            i += length;
        }
        flush(bytes, value);
        return token(start, i + 1, value.toString());
    }

    private static void flush(ByteArrayOutputStream bytes, StringBuilder value) {
        if (bytes.size() > 0) {
            value.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.reset();
        }
    }

    /// Characters of the escape, backslash included; 0 if there is no such escape.
    private static int escapeLength(char escaped) {
        return switch (escaped) {
            case 'a', 'b', 'f', 'n', 'r', 't', 'v', '\\', '"' -> 2;
            case '0', '1', '2', '3', '4', '5', '6', '7', 'x' -> 4;
            case 'u' -> 6;
            case 'U' -> 10;
            default -> 0;
        };
    }

    private static char simpleEscape(char escaped) {
        return switch (escaped) {
            case 'a' -> '\u0007';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> '\u000B';
            default -> escaped;
        };
    }

    private int code(int start, int backslash, char escaped, int length) {
        boolean octal = Characters.isDigit(escaped);
        long code = 0;
        for (int i = backslash + (octal ? 1 : 2); i < backslash + length; i++) {
            char c = characters.at(i);
            int digit = c < 0x80 ? Character.digit(c, octal ? 8 : 16) : -1;
            if (digit < 0) {
                throw badEscape(start, backslash);
            }
            code = code * (octal ? 8 : 16) + digit;
        }
        boolean unicode = escaped == 'u' || escaped == 'U';
        boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
        if (unicode ? code > Character.MAX_CODE_POINT || surrogate : code > 0xFF) {
            throw badEscape(start, backslash);
        }
        return (int) code;
    }

    private TraceQlException badEscape(int start, int backslash) {
        int escapeEnd = Math.min(backslash + 2, characters.text.length());
        String escape = characters.text.substring(backslash, escapeEnd);
        String remedy = escape.equals("\\'")
                ? "write ' as it is"
                : "double the backslash: \"\\" + escape + "\", or use backticks: `" + escape + "`";
        return Explanations.mistake(
                characters.text,
                backslash,
                "'" + escape + "' is not an escape in the string at " + place(start),
                remedy);
    }

    private String place(int offset) {
        Position position = Position.of(characters.text, offset);
        return position.line() + ":" + position.column();
    }

    private Token token(int start, int end, String value) {
        return new Token(
                Token.Kind.STRING, start, end, characters.text.substring(start, end), new Literal.Text(value), null);
    }
}
