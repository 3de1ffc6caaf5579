package dev.vivace.wire.json;

import java.nio.charset.StandardCharsets;

/// The name of a member as it stands in JSON, quotes and colon included: for names that are written very often.
/// Immutable.
public final class JsonName {

    final byte[] bytes;

    /// @param name ASCII that needs no escaping
    public JsonName(String name) {
        this.bytes = ('"' + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }
}
