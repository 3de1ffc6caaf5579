package dev.vivace.wire.json;

import java.nio.charset.StandardCharsets;

/// The name of a member as it stands in JSON, quotes and colon included: for names that are written very often, also
/// with the objects that begin around it. Immutable.
public final class JsonName {

    /// With the comma that goes before it if a value does.
    final byte[] bytes;

    /// @param name ASCII that needs no escaping
    public JsonName(String name) {
        this(("," + quoted(name)).getBytes(StandardCharsets.US_ASCII));
    }

    private JsonName(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The first member of an object which is an element of an array: begins the object, too.
    ///
    /// @param name ASCII that needs no escaping
    public static JsonName inElement(String name) {
        return new JsonName((",{" + quoted(name)).getBytes(StandardCharsets.US_ASCII));
    }

    /// The first member of an object which is the value of another member: begins the object, too.
    ///
    /// @param member any text
    /// @param name ASCII that needs no escaping
    public static JsonName inMember(String member, String name) {
        String text = "," + new JsonText().string(member) + ":{" + quoted(name);
        return new JsonName(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String name) {
        return '"' + name + "\":";
    }
}
