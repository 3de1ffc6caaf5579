package dev.vivace.server.http;

import dev.vivace.wire.json.Pieces;
import java.io.ByteArrayOutputStream;

/// What an answer says, written when it is sent: a large one need not be whole anywhere. Used once.
@FunctionalInterface
interface Content {

    /// @param pieces gets all of it, on this thread
    void writeTo(Pieces pieces);

    /// @param bytes the content's from now on
    static Content of(byte[] bytes) {
        return pieces -> pieces.take(bytes, bytes.length, true);
    }

    /// All of it.
    default byte[] toByteArray() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        writeTo((bytes, length, _) -> whole.write(bytes, 0, length));
        return whole.toByteArray();
    }
}
