package dev.vivace.traceql.source;

import org.jspecify.annotations.Nullable;

/// A condition on a string, as UTF-8. Thread-safe.
public interface TextTest {

    /// Whether the string passes. Called once per distinct value where there is a dictionary.
    boolean passes(byte[] bytes, int offset, int length);

    /// The only string that passes, or null if there may be others: lets a store look it up, or rule itself out by a
    /// bloom filter.
    byte @Nullable [] onlyValue();
}
