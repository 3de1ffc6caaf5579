package dev.vivace.wire.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Texts that are written again and again, as they stand in JSON: names of members, and values out of dictionaries.
/// Whoever repeats a text mostly hands over the same object, so that to know it is to compare references. Confined to
/// one
/// thread.
final class QuotedTexts {

    private static final int SLOTS = 256;
    private static final int LONGEST = 128;

    private final @Nullable String[] texts = new @Nullable String[SLOTS];
    private final byte[] @Nullable [] quoted = new byte[SLOTS][];

    /// The text with its quotes, or null if it is not known.
    byte @Nullable [] of(String text) {
        int slot = slot(text);
        return text.equals(texts[slot]) ? quoted[slot] : null;
    }

    /// Takes note of a text that was just written to `buffer[from]` to `buffer[to - 1]`. Kept is what comes a second
    /// time.
    void written(String text, byte[] buffer, int from, int to) {
        if (to - from > LONGEST) {
            return;
        }
        int slot = slot(text);
        quoted[slot] = text.equals(texts[slot]) ? Arrays.copyOfRange(buffer, from, to) : null;
        texts[slot] = text;
    }

    private static int slot(String text) {
        int hash = text.hashCode();
        return (hash ^ hash >>> 8 ^ hash >>> 16) & SLOTS - 1;
    }
}
