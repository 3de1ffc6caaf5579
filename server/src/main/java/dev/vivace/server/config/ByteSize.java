package dev.vivace.server.config;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whole numbers and byte sizes as they appear in YAML: `1_000_000`, `0x10`, `512MiB`, `2GB`.
final class ByteSize {
    private static final Pattern NUMBER = Pattern.compile("(-?)(0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*)");
    private static final Pattern SIZE = Pattern.compile("([0-9][0-9_]*) ?([kmgt]?i?b|[kmgt])");

    private ByteSize() {}

    /// @throws IllegalArgumentException with what was expected
    static long parseNumber(String text) {
        Matcher number = NUMBER.matcher(text.toLowerCase(Locale.ROOT));
        if (!number.matches()) {
            throw new IllegalArgumentException("expected: a whole number");
        }
        String digits = number.group(2).replace("_", "");
        int radix = 10;
        if (digits.startsWith("0x")) {
            radix = 16;
        } else if (digits.startsWith("0o")) {
            radix = 8;
        } else if (digits.startsWith("0b")) {
            radix = 2;
        }
        BigInteger value = new BigInteger(number.group(1) + (radix == 10 ? digits : digits.substring(2)), radix);
        if (value.bitLength() > 63) {
            throw new IllegalArgumentException("expected: a whole number of at most 64 bits");
        }
        return value.longValueExact();
    }

    /// A number of bytes, with or without a unit. `KB`, `MB`, `GB` are powers of 1000, `KiB`, `MiB`, `GiB` of 1024.
    ///
    /// @throws IllegalArgumentException with what was expected
    static long parse(String text) {
        Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            try {
                return parseNumber(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("expected: bytes, such as 1000000, 1_000_000 or 512MiB", e);
            }
        }
        String unit = size.group(2);
        int step = unit.contains("i") ? 1024 : 1000;
        BigInteger value = new BigInteger(size.group(1).replace("_", ""))
                .multiply(BigInteger.valueOf(step).pow("bkmgt".indexOf(unit.charAt(0))));
        if (value.bitLength() > 63) {
            throw new IllegalArgumentException("expected: at most 8 EiB");
        }
        return value.longValueExact();
    }
}
