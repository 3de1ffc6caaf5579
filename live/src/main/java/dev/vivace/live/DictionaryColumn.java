package dev.vivace.live;

import dev.vivace.live.chunk.Dictionary;
import dev.vivace.live.chunk.Footprint;
import dev.vivace.live.chunk.IntChunks;
import dev.vivace.live.chunk.Stage;

/// Strings, or `AnyValue` messages, as codes of the column's own dictionary.
final class DictionaryColumn extends AttributeColumn {

    final IntChunks codes;
    final Dictionary dictionary;

    DictionaryColumn(byte[] key, ValueType type, Stage stage, Footprint footprint) {
        super(key, type, stage, footprint);
        this.codes = new IntChunks(footprint);
        this.dictionary = new Dictionary(stage, footprint);
    }

    void append(int row, byte[] data, int offset, int length) {
        append(row, dictionary.intern(data, offset, length));
    }

    void append(int row, int code) {
        touch();
        rows.append(row);
        codes.append(code);
    }

    @Override
    void truncateValues(int size) {
        codes.truncate(size);
    }

    @Override
    void releaseValues() {
        codes.release();
        dictionary.release();
    }
}
