package dev.vivace.traceql.parse;

import dev.vivace.traceql.ast.Literal;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads numbers and durations. Numbers are cut from the text as Go's scanner does; hexadecimal, octal and binary
/// integers and `_` are recognised to be refused by name.
final class NumberScanner {
    private final Characters characters;

    NumberScanner(Characters characters) {
        this.characters = characters;
    }

    /// Whether a number starts here: a digit, or a dot and a digit.
    boolean startsNumber(int index) {
        char c = characters.at(index);
        return Characters.isDigit(c) || c == '.' && Characters.isDigit(characters.at(index + 1));
    }

    /// The number or duration that starts here.
    Token scan(int start) {
        char second = characters.at(start + 1);
        if (characters.at(start) == '0' && "xXoObB".indexOf(second) >= 0) {
            return prefixed(start);
        }
        int i = digits(start);
        boolean real = false;
        if (characters.at(i) == '.') {
            real = true;
            i = digits(i + 1);
        }
        if (characters.at(i) == 'e' || characters.at(i) == 'E') {
            char sign = characters.at(i + 1);
            int exponent = sign == '+' || sign == '-' ? i + 2 : i + 1;
            if (!Characters.isDigit(characters.at(exponent))) {
                throw refused(start, exponent, "has an exponent without digits", "write 1e3, 1.5e-3");
            }
            real = true;
            i = digits(exponent);
        }
        String number = characters.text.substring(start, i);
        if (number.indexOf('_') >= 0) {
            throw refused(start, i, "is not a number: '_' between digits", "write " + number.replace("_", ""));
        }
        int end = i;
        while (Characters.isDurationPart(characters.at(end))) {
            end++;
        }
        if (end > i) {
            String text = characters.text.substring(start, end);
            OptionalLong nanos = DurationText.parse(text);
            if (nanos.isPresent()) {
                return token(Token.Kind.DURATION, start, end, new Literal.Duration(nanos.getAsLong()));
            }
        }
        return real ? real(start, i, number) : integer(start, i, number);
    }

    private int digits(int start) {
        int i = start;
        while (Characters.isDigit(characters.at(i)) || characters.at(i) == '_') {
            i++;
        }
        return i;
    }

    private Token integer(int start, int end, String number) {
        if (number.length() > 1 && number.charAt(0) == '0' && (number.indexOf('8') > 0 || number.indexOf('9') > 0)) {
            throw refused(start, end, "is not a number: a leading 0 and the digit 8 or 9", "leave the leading 0 away");
        }
        try {
            return token(Token.Kind.INTEGER, start, end, new Literal.Int(Long.parseLong(number)));
        } catch (NumberFormatException tooLarge) {
            throw refused(start, end, "is too large (at most 9223372036854775807)", "the smallest is spelled minInt");
        }
    }

    private Token real(int start, int end, String number) {
        double value = Double.parseDouble(number);
        if (Double.isInfinite(value)) {
            throw refused(start, end, "is too large for a float", null);
        }
        return token(Token.Kind.FLOAT, start, end, new Literal.Real(value));
    }

    /// `0x...`, `0o...`, `0b...`: only hexadecimal floats are numbers of the language.
    private Token prefixed(int start) {
        int i = start + 2;
        boolean exponent = false;
        while (true) {
            char c = characters.at(i);
            if (c == 'p' || c == 'P') {
                exponent = true;
                char sign = characters.at(i + 1);
                i += sign == '+' || sign == '-' ? 2 : 1;
            } else if (Character.digit(c, 16) >= 0 && c < 0x80 || c == '_' || c == '.') {
                i++;
            } else {
                break;
            }
        }
        if (exponent) {
            try {
                return real(start, i, characters.text.substring(start, i));
            } catch (NumberFormatException malformed) {
                throw refused(start, i, "is not a number", "write it in decimal digits");
            }
        }
        throw refused(start, i, "is not a number: integers are decimal", "write it in decimal digits");
    }

    private Token token(Token.Kind kind, int start, int end, Literal literal) {
        return new Token(kind, start, end, characters.text.substring(start, end), literal, null);
    }

    private TraceQlException refused(int start, int end, String problem, @Nullable String remedy) {
        String number = characters.text.substring(start, Math.min(end, characters.text.length()));
        return Explanations.mistake(characters.text, start, Explanations.quoted(number) + " " + problem, remedy);
    }
}
