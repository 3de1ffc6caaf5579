package dev.vivace.objectstore;

import java.io.IOException;

/// A put-if-absent found the key taken. Nothing was changed.
public final class ObjectExistsException extends IOException {

    private final String key;

    public ObjectExistsException(String key, Object store) {
        super("object '" + key + "' exists already in " + store + " (expected: none); it was left as it is");
        this.key = key;
    }

    public String key() {
        return key;
    }
}
