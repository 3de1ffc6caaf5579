package dev.vivace.server.http;

import com.linecorp.armeria.common.QueryParams;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a URL: of repeated ones the first counts, an empty one is absent. Immutable.
final class Parameters {

    private static final long UINT32_MAX = 0xffff_ffffL;

    private final QueryParams params;

    /// @param query what follows the `?`, percent-encoded; null or empty if nothing does
    Parameters(@Nullable String query) {
        this.params = QueryParams.fromQueryString(query, 1024);
    }

    /// @param values each once
    Parameters(Map<String, String> values) {
        this.params = QueryParams.of().withMutations(params -> values.forEach(params::add));
    }

    /// The value, null if absent.
    @Nullable
    String text(String name) {
        String value = params.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    String text(String name, String absent) {
        String value = text(name);
        return value == null ? absent : value;
    }

    /// Whether the parameter is `true` or `1`.
    ///
    /// @throws BadRequestException if it is anything but a boolean
    boolean flag(String name) {
        return flag(name, false);
    }

    /// As [#flag], with what holds if it is absent.
    boolean flag(String name, boolean absent) {
        String value = text(name);
        return switch (value) {
            case null -> absent;
            case "true", "1", "t", "T", "TRUE", "True" -> true;
            case "false", "0", "f", "F", "FALSE", "False" -> false;
            default ->
                throw new BadRequestException(
                        "invalid value for " + name + ": '" + value + "' (expected: true or false)");
        };
    }

    /// An unsigned 32-bit number.
    ///
    /// @throws BadRequestException `invalid <name>: …`
    long uint32(String name, long absent) {
        String value = text(name);
        if (value == null) {
            return absent;
        }
        long number = parseUnsigned(value);
        if (number < 0) {
            throw new BadRequestException("invalid " + name + ": '" + value + "' (expected: a whole number from 0 to "
                    + UINT32_MAX + ")" + hint(name, value));
        }
        return number;
    }

    /// An unsigned 32-bit number; anything else counts as absent.
    long lenientUint32(String name, long absent) {
        String value = text(name);
        long number = value == null ? -1 : parseUnsigned(value);
        return number < 0 ? absent : number;
    }

    /// A signed 64-bit number.
    ///
    /// @throws BadRequestException `invalid <name>: …`
    @Nullable
    Long int64(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException _) {
            throw new BadRequestException(
                    "invalid " + name + ": '" + value + "' (expected: a whole number of unix seconds)");
        }
    }

    private static long parseUnsigned(String value) {
        if (value.length() > 10) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number <= UINT32_MAX ? number : -1;
    }

    private static String hint(String name, String value) {
        if (!name.equals("start") && !name.equals("end")) {
            return "";
        }
        if (value.matches("\\d{13}")) {
            return "; this looks like milliseconds, seconds are wanted: " + value.substring(0, 10);
        }
        if (value.matches("\\d{19}")) {
            return "; this looks like nanoseconds, seconds are wanted: " + value.substring(0, 10);
        }
        return "; times are unix seconds here";
    }
}
