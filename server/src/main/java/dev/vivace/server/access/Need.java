package dev.vivace.server.access;

import com.linecorp.armeria.common.RequestHeaders;
import org.jspecify.annotations.Nullable;

/// What whoever sends a request has to have. Immutable.
///
/// @param right the right
/// @param aboutEverybody whether the answer is about the whole server, and so about all of its tenants: nothing for
///     users who are bound to some
public record Need(Right right, boolean aboutEverybody) {

    /// What a request about one's own data needs.
    public static Need of(Right right) {
        return new Need(right, false);
    }

    /// What a request about the whole server needs.
    public static Need ofEverybody(Right right) {
        return new Need(right, true);
    }

    /// Tells what a request needs. Thread-safe.
    @FunctionalInterface
    public interface Rule {
        /// @param path as the service sees it: what only looks different in the request line is the same here
        /// @return null if nothing is needed
        @Nullable
        Need of(String path, RequestHeaders headers);
    }
}
