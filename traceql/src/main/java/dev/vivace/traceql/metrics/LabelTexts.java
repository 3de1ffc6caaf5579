package dev.vivace.traceql.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Strings as UTF-8, each once, by number. Confined to one thread.
final class LabelTexts {

    private static final int EMPTY = -1;

    /// From this byte on the order of UTF-8 is not that of `String`.
    private static final int FIRST_UNORDERED = 0xEE;

    private byte[] bytes = new byte[1024];
    private int[] starts = new int[64];
    private int[] hashes = new int[64];
    private int[] slots = new int[256];
    private int count;

    LabelTexts() {
        Arrays.fill(slots, EMPTY);
    }

    int count() {
        return count;
    }

    /// The number of a string: if it is new, [#count()] before the call.
    int numberOf(byte[] text, int offset, int length) {
        int hash = hash(text, offset, length);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != EMPTY) {
            int number = slots[slot];
            if (hashes[number] == hash
                    && Arrays.equals(bytes, starts[number], starts[number + 1], text, offset, offset + length)) {
                return number;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = count;
        append(text, offset, length, hash);
        return count - 1;
    }

    private void append(byte[] text, int offset, int length, int hash) {
        int start = starts[count];
        if (start + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, start + length));
        }
        if (count + 2 > starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
            hashes = Arrays.copyOf(hashes, 2 * hashes.length);
        }
        System.arraycopy(text, offset, bytes, start, length);
        hashes[count] = hash;
        starts[++count] = start + length;
        if (2 * count > slots.length) {
            rehash();
        }
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        Arrays.fill(slots, EMPTY);
        int mask = slots.length - 1;
        for (int number = 0; number < count; number++) {
            int slot = hashes[number] & mask;
            while (slots[slot] != EMPTY) {
                slot = slot + 1 & mask;
            }
            slots[slot] = number;
        }
    }

    private static int hash(byte[] text, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + text[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }

    String text(int number) {
        int start = starts[number];
        return new String(bytes, start, starts[number + 1] - start, StandardCharsets.UTF_8);
    }

    /// Orders two strings as `String.compareTo` does, mostly without making them.
    int compare(int a, int b) {
        int aLength = starts[a + 1] - starts[a];
        int bLength = starts[b + 1] - starts[b];
        int at = Arrays.mismatch(bytes, starts[a], starts[a + 1], bytes, starts[b], starts[b + 1]);
        if (at < 0 || at == aLength || at == bLength) {
            return Integer.compare(aLength, bLength);
        }
        int x = bytes[starts[a] + at] & 0xff;
        int y = bytes[starts[b] + at] & 0xff;
        return x < FIRST_UNORDERED && y < FIRST_UNORDERED ? Integer.compare(x, y) : text(a).compareTo(text(b));
    }
}
