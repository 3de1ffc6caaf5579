package dev.vivace.server.http;

import dev.vivace.model.TraceId;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads trace ids as people give them, and says what they gave instead.
final class TraceIds {

    private static final Pattern TRACE_PARENT =
            Pattern.compile("[0-9a-f]{2}-(?<id>[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private TraceIds() {}

    /// 1 to 32 hex digits of either case.
    ///
    /// @return null for nothing but zeros: valid, and the id of no trace
    /// @throws BadRequestException if it is anything else
    static @Nullable TraceId parse(String text) {
        boolean zero = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!HexFormat.isHexDigit(c)) {
                throw new BadRequestException("trace IDs can only contain hex characters: invalid character '" + c
                        + "' at position " + (i + 1) + hint(text));
            }
            zero &= c == '0';
        }
        if (text.length() > 2 * TraceId.SIZE_BYTES) {
            throw new BadRequestException("trace IDs can't be larger than 128 bits");
        }
        return zero ? null : TraceId.parse(text);
    }

    private static String hint(String text) {
        Matcher traceParent = TRACE_PARENT.matcher(text);
        if (traceParent.matches()) {
            return "; this is a traceparent, its trace ID is " + traceParent.group("id");
        }
        if (BASE64.matcher(text).matches()) {
            return "; this looks like base64, in hex it is "
                    + HexFormat.of().formatHex(Base64.getDecoder().decode(text));
        }
        String digits = text.strip().replaceFirst("^0[xX]", "").replace("-", "");
        boolean meant =
                digits.length() <= 2 * TraceId.SIZE_BYTES && digits.chars().allMatch(HexFormat::isHexDigit);
        return meant && !digits.isEmpty() ? "; do you mean " + digits + "?" : "";
    }
}
