package dev.vivace.traceql.eval;

import com.google.re2j.Pattern;
import dev.vivace.traceql.ast.Operator;
import dev.vivace.traceql.source.TextTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Conditions on strings, as UTF-8 bytes.
final class TextTests {

    private static final String REGEX_CHARACTERS = "\\.+*?()|[]{}^$";

    private TextTests() {}

    /// `value op text`.
    static TextTest comparing(Operator operator, String text) {
        byte[] bound = text.getBytes(StandardCharsets.UTF_8);
        return switch (operator) {
            case EQUAL -> new Equal(bound);
            case NOT_EQUAL -> test((b, from, length) -> !Arrays.equals(b, from, from + length, bound, 0, bound.length));
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                test((b, from, length) -> Numbers.holds(
                        operator, Arrays.compareUnsigned(b, from, from + length, bound, 0, bound.length)));
            case MATCHES -> matching(text);
            case NOT_MATCHES -> {
                TextTest matches = matching(text);
                yield test((b, from, length) -> !matches.passes(b, from, length));
            }
            default -> throw new IllegalArgumentException("no comparison of strings: " + operator);
        };
    }

    /// RE2, anchored at both ends, dot matching line breaks. A literal between two optional `.*` needs no automaton:
    /// most patterns people write are of this kind.
    private static TextTest matching(String regex) {
        int from = regex.startsWith(".*") ? 2 : 0;
        boolean openEnd = regex.endsWith(".*") && regex.length() >= from + 2;
        String middle = regex.substring(from, openEnd ? regex.length() - 2 : regex.length());
        if (isLiteral(middle)) {
            byte[] literal = middle.getBytes(StandardCharsets.UTF_8);
            boolean openStart = from > 0;
            if (!openStart && !openEnd) {
                return new Equal(literal);
            }
            if (openStart && openEnd) {
                return test((b, offset, length) -> contains(b, offset, length, literal));
            }
            return openStart
                    ? test((b, offset, length) -> length >= literal.length
                            && Arrays.equals(
                                    b, offset + length - literal.length, offset + length, literal, 0, literal.length))
                    : test((b, offset, length) -> length >= literal.length
                            && Arrays.equals(b, offset, offset + literal.length, literal, 0, literal.length));
        }
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        return test((b, offset, length) -> pattern.matches(Arrays.copyOfRange(b, offset, offset + length)));
    }

    private static boolean isLiteral(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (REGEX_CHARACTERS.indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(byte[] b, int offset, int length, byte[] wanted) {
        if (wanted.length == 0) {
            return true;
        }
        byte first = wanted[0];
        for (int i = offset, last = offset + length - wanted.length; i <= last; i++) {
            if (b[i] == first && Arrays.equals(b, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private static TextTest test(BytesTest test) {
        return new TextTest() {
            @Override
            public boolean passes(byte[] bytes, int offset, int length) {
                return test.passes(bytes, offset, length);
            }

            @Override
            public byte @Nullable [] onlyValue() {
                return null;
            }
        };
    }

    private interface BytesTest {
        boolean passes(byte[] bytes, int offset, int length);
    }

    private record Equal(byte[] onlyValue) implements TextTest {
        @Override
        public boolean passes(byte[] bytes, int offset, int length) {
            return Arrays.equals(bytes, offset, offset + length, onlyValue, 0, onlyValue.length);
        }
    }
}
