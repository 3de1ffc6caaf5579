package dev.vivace.live.chunk;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Distinct byte strings, numbered from 0 in order of first arrival. One writer; readers may look at codes that
/// were published to them. Strings up to 256 MiB each.
///
/// The bytes stand in an arena of chunks; a string never crosses a chunk, one longer than a quarter of
/// [#ARENA_CHUNK_BYTES] gets its own. A place is `chunk << 44 | offset << 28 | length`.
public final class Dictionary extends Staged {

    private static final int ARENA_CHUNK_BYTES = 1 << 16;
    private static final int FIRST_ARENA_BYTES = 64;
    private static final int LENGTH_BITS = 28;
    private static final int OFFSET_BITS = 16;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
    private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;
    private static final int MAX_ARENA_CHUNKS = 1 << 64 - LENGTH_BITS - OFFSET_BITS;

    private final Footprint footprint;
    private final HashSlots slots;
    private final LongChunks places;
    private int count;
    private volatile int committed;

    private volatile byte[][] arena;
    private byte[] tail;
    private int tailIndex;
    private int tailUsed;

    /// The string last asked for: values of one column often come several times running.
    private byte[] lastArray = {};

    private int lastOffset;
    private int lastLength = -1;
    private int lastCode;

    private int markCount;
    private int markGrowths;
    private int markArenaChunks;
    private int markTailIndex;
    private int markTailUsed;

    public Dictionary(Stage stage, Footprint footprint) {
        super(stage);
        this.footprint = footprint;
        this.slots = new HashSlots(footprint);
        this.places = new LongChunks(footprint);
        this.tail = new byte[FIRST_ARENA_BYTES];
        this.arena = new byte[][] {tail};
        footprint.addArrays(1, FIRST_ARENA_BYTES, 1);
    }

    /// Writer only: the string's code, a new one if it was not here.
    public int intern(byte[] data, int offset, int length) {
        if (length == lastLength && ContentHash.equal(lastArray, lastOffset, data, offset, length)) {
            return lastCode;
        }
        int code = search(data, offset, length);
        lastArray = array(code);
        lastOffset = offset(code);
        lastLength = length;
        lastCode = code;
        return code;
    }

    private int search(byte[] data, int offset, int length) {
        int hash = hash(data, offset, length);
        long[] table = slots.slots();
        int mask = table.length - 1;
        for (int at = hash & mask; table[at] != 0; at = at + 1 & mask) {
            long slot = table[at];
            if ((int) (slot >>> 32) == hash) {
                int code = (int) slot - 1;
                if (equal(code, data, offset, length)) {
                    return code;
                }
            }
        }
        return add(hash, data, offset, length);
    }

    /// The string's code if it was published, or -1. For readers.
    public int find(byte[] data, int offset, int length) {
        int bound = committed;
        int hash = hash(data, offset, length);
        long[] table = slots.slots();
        int mask = table.length - 1;
        for (int at = hash & mask; table[at] != 0; at = at + 1 & mask) {
            long slot = table[at];
            int code = (int) slot - 1;
            if ((int) (slot >>> 32) == hash && code < bound && equal(code, data, offset, length)) {
                return code;
            }
        }
        return -1;
    }

    /// How many strings are published: every code in a published row is smaller.
    public int committedCount() {
        return committed;
    }

    /// Writer only: how many strings there are.
    public int count() {
        return count;
    }

    /// The array that holds the string of `code`, from [#offset] on. Shared: nobody may change it.
    public byte[] array(int code) {
        return arena[(int) (places.get(code) >>> LENGTH_BITS + OFFSET_BITS)];
    }

    public int offset(int code) {
        return (int) (places.get(code) >>> LENGTH_BITS) & OFFSET_MASK;
    }

    public int length(int code) {
        return (int) places.get(code) & LENGTH_MASK;
    }

    /// A copy of the bytes.
    public byte[] bytes(int code) {
        long place = places.get(code);
        int offset = (int) (place >>> LENGTH_BITS) & OFFSET_MASK;
        int length = (int) place & LENGTH_MASK;
        return Arrays.copyOfRange(arena[(int) (place >>> LENGTH_BITS + OFFSET_BITS)], offset, offset + length);
    }

    /// The bytes as a string.
    public String text(int code) {
        return new String(array(code), offset(code), length(code), StandardCharsets.UTF_8);
    }

    /// Writer only: the dictionary is given up.
    public void release() {
        slots.release();
        places.release();
        for (byte[] chunk : arena) {
            footprint.addArrays(-1, chunk.length, 1);
        }
    }

    @Override
    protected void mark() {
        markCount = count;
        markGrowths = slots.growths();
        markArenaChunks = arena.length;
        markTailIndex = tailIndex;
        markTailUsed = tailUsed;
    }

    @Override
    protected void commit() {
        committed = count;
    }

    @Override
    protected void rollback() {
        lastLength = -1;
        if (slots.growths() == markGrowths) {
            for (int code = count - 1; code >= markCount; code--) {
                slots.removeLast(hash(array(code), offset(code), length(code)), code);
            }
        } else {
            slots.removeFrom(markCount);
        }
        places.truncate(markCount);
        byte[][] current = arena;
        for (int i = markArenaChunks; i < current.length; i++) {
            footprint.addArrays(-1, current[i].length, 1);
        }
        arena = Arrays.copyOf(current, markArenaChunks);
        tailIndex = markTailIndex;
        tail = current[markTailIndex];
        tailUsed = markTailUsed;
        count = markCount;
    }

    private static int hash(byte[] data, int offset, int length) {
        return (int) (ContentHash.of(data, offset, length) >>> 32);
    }

    private boolean equal(int code, byte[] data, int offset, int length) {
        long place = places.get(code);
        return ((int) place & LENGTH_MASK) == length
                && ContentHash.equal(
                        arena[(int) (place >>> LENGTH_BITS + OFFSET_BITS)],
                        (int) (place >>> LENGTH_BITS) & OFFSET_MASK,
                        data,
                        offset,
                        length);
    }

    private int add(int hash, byte[] data, int offset, int length) {
        if (length > LENGTH_MASK) {
            throw new IllegalArgumentException(
                    "string of " + length + " bytes (expected: at most " + LENGTH_MASK + ")");
        }
        touch();
        places.append(store(data, offset, length));
        int code = count++;
        slots.add(hash, code);
        return code;
    }

    private long store(byte[] data, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int chunk = tailIndex;
        int at = tailUsed;
        if (length > ARENA_CHUNK_BYTES / 4) {
            chunk = addChunk(Arrays.copyOfRange(data, offset, offset + length));
            at = 0;
        } else {
            if (length > tail.length - tailUsed) {
                makeRoom(length);
                chunk = tailIndex;
                at = tailUsed;
            }
            System.arraycopy(data, offset, tail, at, length);
            tailUsed += length;
        }
        return (long) chunk << LENGTH_BITS + OFFSET_BITS | (long) at << LENGTH_BITS | length;
    }

    private void makeRoom(int length) {
        int wanted = tailUsed + length;
        if (wanted <= ARENA_CHUNK_BYTES) {
            int grown = Math.min(ARENA_CHUNK_BYTES, Math.max(tail.length * 2, Integer.highestOneBit(wanted) * 2));
            byte[][] next = arena.clone();
            footprint.addArrays(1, grown - tail.length, 1);
            footprint.addArrays(-1, 0, 1);
            tail = Arrays.copyOf(tail, grown);
            next[tailIndex] = tail;
            arena = next;
        } else {
            tail = new byte[ARENA_CHUNK_BYTES];
            tailIndex = addChunk(tail);
            tailUsed = 0;
        }
    }

    private int addChunk(byte[] chunk) {
        byte[][] current = arena;
        if (current.length == MAX_ARENA_CHUNKS) {
            throw new IllegalStateException(
                    "dictionary has " + MAX_ARENA_CHUNKS + " chunks of text (expected: fewer); cut the live table");
        }
        byte[][] next = Arrays.copyOf(current, current.length + 1);
        next[current.length] = chunk;
        footprint.addArrays(1, chunk.length, 1);
        arena = next;
        return current.length;
    }
}
