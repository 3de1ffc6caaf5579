package dev.vivace.objectstore;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The store has no room for an object. Nothing of it stays; the same put succeeds once there is space.
public final class StoreFullException extends IOException {

    public StoreFullException(String key, Object store, String detail, @Nullable Throwable cause) {
        super(
                "object '" + key + "' does not fit into " + store + ": " + detail + "; free space and put it again",
                cause);
    }
}
