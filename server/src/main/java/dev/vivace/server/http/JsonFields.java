package dev.vivace.server.http;

import dev.vivace.wire.json.JsonText;
import java.util.Arrays;

/// Adds Vivace's own fields to answers that were written already.
final class JsonFields {

    private JsonFields() {}

    /// @param json an object that is not empty
    /// @param value JSON
    /// @return the object with one more member, its last
    static byte[] add(byte[] json, String name, byte[] value) {
        byte[] member =
                new JsonText().beginObject().name(name).value(value).endObject().toByteArray();
        member[0] = ',';
        byte[] longer = Arrays.copyOf(json, json.length - 1 + member.length);
        System.arraycopy(member, 0, longer, json.length - 1, member.length);
        return longer;
    }
}
