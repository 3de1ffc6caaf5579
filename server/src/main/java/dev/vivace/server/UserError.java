package dev.vivace.server;

import org.jspecify.annotations.Nullable;

/// A mistake of whoever started the program. It is shown as a message and a hint, never as a stack trace.
public class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String hint;

    /// @param message what was tried, the value, what was expected, where
    /// @param hint the remedy, or null if the message holds it
    public UserError(String message, @Nullable String hint) {
        super(message, null, false, false);
        this.hint = hint;
    }

    public @Nullable String hint() {
        return hint;
    }
}
