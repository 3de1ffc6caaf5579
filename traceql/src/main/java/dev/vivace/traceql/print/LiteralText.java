package dev.vivace.traceql.print;

import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.parse.DurationText;
import java.math.BigDecimal;
import java.util.List;

/// Literals as text.
final class LiteralText {
    private static final List<String> STATUSES = List.of("unset", "ok", "error");
    private static final List<String> KINDS =
            List.of("unspecified", "internal", "server", "client", "producer", "consumer");
    /// From here on a float is shorter with an exponent.
    private static final double LARGE = 1e21;

    private static final double SMALL = 1e-6;

    private LiteralText() {}

    static void append(Literal literal, StringBuilder out) {
        switch (literal) {
            case Literal.Text(String text) -> appendText(text, out);
            // The smallest long has no digits of its own in the language.
            case Literal.Int(long number) -> out.append(number == Long.MIN_VALUE ? "minInt" : Long.toString(number));
            case Literal.Real(double number) -> out.append(real(number));
            case Literal.Bool(boolean flag) -> out.append(flag);
            case Literal.Duration(long nanos) -> out.append(DurationText.format(nanos));
            case Literal.Status(int code) -> out.append(STATUSES.get(code));
            case Literal.Kind(int code) -> out.append(KINDS.get(code));
            case Literal.Nil _ -> out.append("nil");
        }
    }

    static boolean isNegative(Literal literal) {
        return switch (literal) {
            case Literal.Int(long number) -> number < 0 && number != Long.MIN_VALUE;
            case Literal.Real(double number) -> Double.doubleToRawLongBits(number) < 0;
            case Literal.Duration(long nanos) -> nanos < 0;
            default -> false;
        };
    }

    private static String real(double number) {
        double magnitude = Math.abs(number);
        if (!Double.isFinite(number) || magnitude >= LARGE || magnitude < SMALL && magnitude > 0) {
            return Double.toString(number);
        }
        String digits = new BigDecimal(Double.toString(magnitude)).toPlainString();
        digits += digits.indexOf('.') < 0 ? ".0" : "";
        return (Double.doubleToRawLongBits(number) < 0 ? "-" : "") + digits;
    }

    /// In backticks, which take everything but a backtick and drop carriage returns; else in double quotes.
    private static void appendText(String text, StringBuilder out) {
        if (text.indexOf('`') < 0 && text.indexOf('\r') < 0 && text.indexOf('\0') < 0) {
            out.append('`').append(text).append('`');
            return;
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\0' -> out.append("\\000");
                default -> out.append(c);
            }
        }
        out.append('"');
    }
}
