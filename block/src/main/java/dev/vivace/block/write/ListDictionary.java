package dev.vivace.block.write;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A dictionary that grows by strings: for the few distinct values of resources and scopes, and for spilled text.
final class ListDictionary implements TextDictionary {

    private final List<byte[]> entries = new ArrayList<>();
    private final Map<String, Integer> codes = new HashMap<>();

    /// The code of a string, which is entered if it is new.
    int code(String text) {
        return codes.computeIfAbsent(text, t -> {
            entries.add(t.getBytes(StandardCharsets.UTF_8));
            return entries.size() - 1;
        });
    }

    /// The code of UTF-8 bytes, likewise.
    int code(byte[] utf8) {
        return code(new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public int count() {
        return entries.size();
    }

    @Override
    public int lengthBytes(int code) {
        return entries.get(code).length;
    }

    @Override
    public void copy(int code, byte[] into, int offset) {
        byte[] bytes = entries.get(code);
        System.arraycopy(bytes, 0, into, offset, bytes.length);
    }
}
