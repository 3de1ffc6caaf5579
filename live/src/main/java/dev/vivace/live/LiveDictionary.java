package dev.vivace.live;

import dev.vivace.live.chunk.Dictionary;

/// Distinct strings by code, as UTF-8; or distinct composite values, as `AnyValue` messages. Codes of one table
/// keep their meaning; not every code is in use among the rows at hand. Thread-safe.
public final class LiveDictionary {

    private final Dictionary dictionary;
    private final int size;

    LiveDictionary(Dictionary dictionary) {
        this.dictionary = dictionary;
        this.size = dictionary.committedCount();
    }

    /// Codes are smaller than this.
    public int size() {
        return size;
    }

    /// The array in which the value stands from [#offset] on, [#length] bytes. Shared: nobody may change it.
    public byte[] array(int code) {
        return dictionary.array(code);
    }

    public int offset(int code) {
        return dictionary.offset(code);
    }

    public int length(int code) {
        return dictionary.length(code);
    }
}
