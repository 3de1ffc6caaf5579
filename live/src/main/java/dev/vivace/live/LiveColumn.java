package dev.vivace.live;

import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.LongChunks;
import dev.vivace.model.AttributeScope;
import java.util.Arrays;

/// One attribute column of leaving rows: the positions that have a value, and the values. Confined to one thread.
public final class LiveColumn {

    /// With fewer entries than one in so many rows, sorting them is cheaper than a pass over all positions.
    private static final int SPARSE = 32;

    private final AttributeScope scope;
    private final Entries entries;
    private final Placement placement;
    private final int count;

    private LiveColumn(AttributeScope scope, Entries entries, Placement placement, int count) {
        this.scope = scope;
        this.entries = entries;
        this.placement = placement;
        this.count = count;
    }

    static LiveColumn of(AttributeScope scope, AttributeColumn column, Placement placement) {
        Entries entries = new Entries(column, placement.positions().length);
        int count = 0;
        for (int entry = 0; entry < entries.count; entry++) {
            count += placement.positions()[entries.row(entry)] >= 0 ? 1 : 0;
        }
        return new LiveColumn(scope, entries, placement, count);
    }

    public AttributeScope scope() {
        return scope;
    }

    public String key() {
        return entries.column.keyText();
    }

    public ValueType type() {
        return entries.column.type;
    }

    /// Number of values; a position may have several.
    public int entryCount() {
        return count;
    }

    /// The values that codes stand for; text and composite columns only.
    public LiveDictionary dictionary() {
        return new LiveDictionary(texts().dictionary);
    }

    /// Text and composite columns: fills both arrays with [#entryCount()] entries, by ascending position; values
    /// of one position in the order in which they were sent.
    public void readCodes(int[] positions, int[] codes) {
        int[][] chunks = texts().codes.chunks();
        int[] order = order(positions);
        for (int i = 0; i < count; i++) {
            int entry = order[i];
            codes[i] = chunks[entry >> IntChunks.SHIFT][entry & IntChunks.MASK];
        }
    }

    /// Int, real and bool columns: as [#readCodes]; doubles as their bits, booleans as 0 and 1.
    public void readNumbers(int[] positions, long[] numbers) {
        if (!(entries.column instanceof NumberColumn column)) {
            throw new IllegalStateException(type() + " column '" + key() + "' has codes (expected: readCodes)");
        }
        long[][] chunks = column.numbers.chunks();
        int[] order = order(positions);
        for (int i = 0; i < count; i++) {
            int entry = order[i];
            numbers[i] = chunks[entry >> LongChunks.SHIFT][entry & LongChunks.MASK];
        }
    }

    private DictionaryColumn texts() {
        if (entries.column instanceof DictionaryColumn column) {
            return column;
        }
        throw new IllegalStateException(type() + " column '" + key() + "' has no codes (expected: readNumbers)");
    }

    /// Fills in the positions, ascending, and returns which entry stands at each.
    private int[] order(int[] positions) {
        int[] result = new int[count];
        if (count < placement.count() / SPARSE || !orderByPass(positions, result)) {
            orderBySorting(positions, result);
        }
        return result;
    }

    /// False if some position has two entries.
    private boolean orderByPass(int[] positions, int[] order) {
        int[] byRow = placement.positions();
        int[] entryAt = new int[placement.count()];
        for (int entry = 0; entry < entries.count; entry++) {
            int position = byRow[entries.row(entry)];
            if (position >= 0) {
                if (entryAt[position] != 0) {
                    return false;
                }
                entryAt[position] = entry + 1;
            }
        }
        int at = 0;
        for (int position = 0; position < entryAt.length; position++) {
            if (entryAt[position] != 0) {
                positions[at] = position;
                order[at++] = entryAt[position] - 1;
            }
        }
        return true;
    }

    private void orderBySorting(int[] positions, int[] order) {
        int[] byRow = placement.positions();
        long[] packed = new long[count];
        int at = 0;
        for (int entry = 0; entry < entries.count; entry++) {
            int position = byRow[entries.row(entry)];
            if (position >= 0) {
                packed[at++] = (long) position << 32 | entry;
            }
        }
        Arrays.sort(packed);
        for (int i = 0; i < at; i++) {
            positions[i] = (int) (packed[i] >>> 32);
            order[i] = (int) packed[i];
        }
    }
}
