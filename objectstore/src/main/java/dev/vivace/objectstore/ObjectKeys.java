package dev.vivace.objectstore;

/// What keys, prefixes and folders look like, for implementations of [ObjectStore].
public final class ObjectKeys {

    private static final int MAX_LENGTH = 1024;
    private static final int MAX_SEGMENT_LENGTH = 255;

    private ObjectKeys() {}

    /// Returns a key if it is one.
    ///
    /// @throws IllegalArgumentException if it is none
    public static String checkKey(String key) {
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("object key has " + key.length() + " characters (expected: 1 to "
                    + MAX_LENGTH + "): '" + key + "'");
        }
        int start = 0;
        while (start <= key.length()) {
            int slash = key.indexOf('/', start);
            int end = slash < 0 ? key.length() : slash;
            checkSegment(key, start, end);
            start = end + 1;
        }
        return key;
    }

    /// Returns a prefix if keys can begin with it.
    public static String checkPrefix(String prefix) {
        String rest = prefix.endsWith("/") ? prefix + "x" : prefix;
        // A prefix may end inside a segment, and there with dots.
        if (!rest.isEmpty()) {
            checkKey(rest.endsWith(".") ? rest + "x" : rest);
        }
        return prefix;
    }

    /// Returns a prefix if it is empty or names a folder.
    public static String checkFolder(String prefix) {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("folder '" + prefix + "' (expected: empty, or a '/' at its end)");
        }
        return checkPrefix(prefix);
    }

    /// Returns the limit of a listing if it is one.
    public static int checkLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit of a listing: " + limit + " (expected: 1 or more)");
        }
        return limit;
    }

    /// Whether a text can be one segment of a key.
    static boolean isSegment(String text) {
        if (text.isEmpty() || text.length() > MAX_SEGMENT_LENGTH || text.equals(".") || text.equals("..")) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isAllowed(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static void checkSegment(String key, int start, int end) {
        String segment = key.substring(start, end);
        if (!isSegment(segment)) {
            throw new IllegalArgumentException("object key '" + key + "': segment '" + segment + "' at " + start
                    + " (expected: 1 to " + MAX_SEGMENT_LENGTH
                    + " characters out of A-Z a-z 0-9 ! - _ . * ' ( ), neither '.' nor '..')");
        }
    }

    private static boolean isAllowed(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "!-_.*'()".indexOf(c) >= 0;
    }
}
