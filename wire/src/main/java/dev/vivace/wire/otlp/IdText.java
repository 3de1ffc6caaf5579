package dev.vivace.wire.otlp;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The ids of OTLP/JSON, which are hex, and what stands there instead when they are not.
final class IdText {

    private static final HexFormat HEX = HexFormat.of();

    private IdText() {}

    /// Whether the text is exactly that many bytes in hex of either case.
    static boolean isHex(String text, int sizeBytes) {
        return text.length() == sizeBytes * 2 && text.chars().allMatch(HexFormat::isHexDigit);
    }

    /// What `text` is if it is no id of that size, and what to write for it. Begins with the text, cut if long.
    static String explain(String text, int sizeBytes) {
        String quoted = "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
        String expected = " (expected: " + sizeBytes * 2 + " hex digits)";
        byte[] decoded = base64(text, sizeBytes);
        if (decoded != null) {
            return quoted + " looks like base64" + expected + "; OTLP/JSON wants hex: " + HEX.formatHex(decoded);
        }
        String bare = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text.replace("-", "");
        if (bare.length() != text.length() && isHex(bare, sizeBytes)) {
            return quoted + " has more than its digits" + expected + "; write it as " + bare.toLowerCase(Locale.ROOT);
        }
        boolean hex = !text.isEmpty() && text.chars().allMatch(HexFormat::isHexDigit);
        if (hex && text.length() < sizeBytes * 2) {
            return quoted + " has " + text.length() + " hex digits" + expected
                    + "; if leading zeros were cut, write it as " + "0".repeat(sizeBytes * 2 - text.length()) + text;
        }
        if (hex) {
            return quoted + " has " + text.length() + " hex digits" + expected
                    + "; an id of another size cannot be looked up, use one of " + sizeBytes + " bytes";
        }
        return quoted + " is no hex text of " + sizeBytes + " bytes" + expected + "; write the " + sizeBytes
                + " bytes of the id as hex";
    }

    private static byte @Nullable [] base64(String text, int sizeBytes) {
        String plain = text.replace('-', '+').replace('_', '/');
        int end = plain.length();
        while (end > 0 && plain.charAt(end - 1) == '=') {
            end--;
        }
        if (end != (sizeBytes * 8 + 5) / 6) {
            return null;
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(plain.substring(0, end));
            return decoded.length == sizeBytes ? decoded : null;
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }
}
