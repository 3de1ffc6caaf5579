package dev.vivace.traceql.metrics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Strings as UTF-8, each once, by number. Confined to one thread.
///
/// Kept in chunks that never move: one array that grows would be copied, and a small heap that is nearly full has
/// no room for both.
final class LabelTexts {

    private static final int EMPTY = -1;

    /// From this byte on the order of UTF-8 is not that of `String`.
    private static final int FIRST_UNORDERED = 0xEE;

    private static final int FIRST_CHUNK_BYTES = 1 << 10;
    private static final int MOST_CHUNK_BYTES = 1 << 17;

    private final List<byte[]> chunks = new ArrayList<>();
    /// Bytes used of the last chunk.
    private int used;

    /// By number: the chunk, where the string starts in it, and how long it is.
    private int[] chunkOf = new int[64];

    private int[] starts = new int[64];
    private int[] lengths = new int[64];
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
                    && Arrays.equals(chunk(number), starts[number], end(number), text, offset, offset + length)) {
                return number;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = count;
        append(text, offset, length, hash);
        return count - 1;
    }

    private byte[] chunk(int number) {
        return chunks.get(chunkOf[number]);
    }

    private int end(int number) {
        return starts[number] + lengths[number];
    }

    private void append(byte[] text, int offset, int length, int hash) {
        if (chunks.isEmpty() || used + length > chunks.getLast().length) {
            int next = chunks.isEmpty() ? FIRST_CHUNK_BYTES : Math.min(MOST_CHUNK_BYTES, 2 * chunks.getLast().length);
            chunks.add(new byte[Math.max(next, length)]);
            used = 0;
        }
        if (count == starts.length) {
            chunkOf = Arrays.copyOf(chunkOf, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        System.arraycopy(text, offset, chunks.getLast(), used, length);
        chunkOf[count] = chunks.size() - 1;
        starts[count] = used;
        lengths[count] = length;
        hashes[count] = hash;
        used += length;
        count++;
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
        return new String(chunk(number), starts[number], lengths[number], StandardCharsets.UTF_8);
    }

    /// Orders two strings as `String.compareTo` does, mostly without making them.
    int compare(int a, int b) {
        byte[] left = chunk(a);
        byte[] right = chunk(b);
        int at = Arrays.mismatch(left, starts[a], end(a), right, starts[b], end(b));
        if (at < 0 || at == lengths[a] || at == lengths[b]) {
            return Integer.compare(lengths[a], lengths[b]);
        }
        int x = left[starts[a] + at] & 0xff;
        int y = right[starts[b] + at] & 0xff;
        return x < FIRST_UNORDERED && y < FIRST_UNORDERED ? Integer.compare(x, y) : text(a).compareTo(text(b));
    }
}
