package dev.vivace.wire.zipkin;

import java.util.HexFormat;

/// IP addresses as text.
final class IpText {

    private IpText() {}

    static boolean isV4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits = part.matches("[0-9]{1,3}");
            // a leading zero means octal to some and nothing to others
            if (!digits || part.length() > 1 && part.startsWith("0") || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    static boolean isV6(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        int lastColon = address.lastIndexOf(':');
        if (lastColon < 0) {
            return false;
        }
        if (address.indexOf('.') >= 0) {
            if (!isV4(address.substring(lastColon + 1))) {
                return false;
            }
            address = address.substring(0, lastColon + 1) + "0:0";
        }
        int gap = address.indexOf("::");
        if (gap >= 0 && address.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int groups = 0;
        for (String group : address.split(":", -1)) {
            if (!group.isEmpty()) {
                if (!group.matches("[0-9a-fA-F]{1,4}")) {
                    return false;
                }
                groups++;
            }
        }
        boolean edges = !(address.startsWith(":") && !address.startsWith("::"))
                && !(address.endsWith(":") && !address.endsWith("::"));
        return edges && (gap >= 0 ? groups <= 7 : groups == 8);
    }

    /// 4 or 16 bytes as text, as RFC 5952 wants it; other lengths in hex.
    static String of(byte[] bytes) {
        return switch (bytes.length) {
            case 0 -> "";
            case 4 -> v4(bytes, 0);
            case 16 -> v6(bytes);
            default -> HexFormat.of().formatHex(bytes);
        };
    }

    static String ofV4(int address) {
        return address == 0
                ? ""
                : (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "."
                        + (address & 0xff);
    }

    private static String v4(byte[] bytes, int at) {
        return (bytes[at] & 0xff) + "." + (bytes[at + 1] & 0xff) + "." + (bytes[at + 2] & 0xff) + "."
                + (bytes[at + 3] & 0xff);
    }

    private static String v6(byte[] bytes) {
        int[] groups = new int[8];
        boolean mapped = true;
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
            mapped &= i > 5 || groups[i] == (i == 5 ? 0xffff : 0);
        }
        if (mapped) {
            return v4(bytes, 12);
        }
        int gapAt = -1;
        int gapLength = 1;
        for (int i = 0; i < 8; i++) {
            int zeros = 0;
            while (i + zeros < 8 && groups[i + zeros] == 0) {
                zeros++;
            }
            if (zeros > gapLength) {
                gapAt = i;
                gapLength = zeros;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == gapAt) {
                text.append("::");
                i += gapLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
