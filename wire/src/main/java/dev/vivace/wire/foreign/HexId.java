package dev.vivace.wire.foreign;

import java.util.HexFormat;

/// Ids as old tracers write them: hex of either case, leading zeros often cut.
public final class HexId {

    private HexId() {}

    /// Whether the text is 1 to `maxDigits` hex digits.
    public static boolean isHex(String text, int maxDigits) {
        if (text.isEmpty() || text.length() > maxDigits) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /// The last 16 digits; 0 if there are none.
    public static long low(String hex) {
        int from = Math.max(0, hex.length() - 16);
        return hex.isEmpty() ? 0 : HexFormat.fromHexDigitsToLong(hex, from, hex.length());
    }

    /// What stands before the last 16 digits.
    public static long high(String hex) {
        return hex.length() <= 16 ? 0 : HexFormat.fromHexDigitsToLong(hex, 0, hex.length() - 16);
    }

    /// 1 to 8 bytes, big-endian.
    public static long of(byte[] bytes, int from, int to) {
        long id = 0;
        for (int i = from; i < to; i++) {
            id = id << 8 | bytes[i] & 0xff;
        }
        return id;
    }
}
