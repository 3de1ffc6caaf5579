package dev.vivace.traceql.eval;

/// Orders strings as their UTF-8 bytes order, which is by code point and not, as `String.compareTo`, by UTF-16 unit.
final class Utf8Order {

    private Utf8Order() {}

    static int compare(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xSurrogate = Character.isSurrogate(x);
                return xSurrogate == Character.isSurrogate(y) ? Character.compare(x, y) : xSurrogate ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
