package dev.vivace.objectstore;

import java.io.IOException;

/// There is no object under the key: never put, or deleted.
public final class NoSuchObjectException extends IOException {

    private final String key;

    public NoSuchObjectException(String key, Object store) {
        super("object '" + key + "' does not exist in " + store);
        this.key = key;
    }

    public String key() {
        return key;
    }
}
