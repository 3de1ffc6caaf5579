package dev.vivace.live;

import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.LongChunks;
import dev.vivace.live.chunk.Stage;

/// Integers, doubles as their bits, or booleans as 0 and 1.
final class NumberColumn extends AttributeColumn {

    final LongChunks numbers;

    NumberColumn(byte[] key, ValueType type, Stage stage, Footprint footprint) {
        super(key, type, stage, footprint);
        this.numbers = new LongChunks(footprint);
    }

    void append(int row, long number) {
        touch();
        rows.append(row);
        numbers.append(number);
    }

    @Override
    void truncateValues(int size) {
        numbers.truncate(size);
    }

    @Override
    void releaseValues() {
        numbers.release();
    }
}
