package dev.vivace.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/// Immutable objects under keys. Thread-safe; every call may block on I/O.
///
/// A key is 1 to 1024 characters: segments separated by single `/`, each 1 to 255 characters out of
/// `A-Z a-z 0-9 ! - _ . * ' ( )` and neither `.` nor `..`, so that a key is safe as a path and in every cloud's URLs.
/// Calls with any other key throw [IllegalArgumentException]. A key must not be a folder of another one (`a` beside
/// `a/b`): file systems cannot hold both, and refuse the second.
///
/// Keys are ordered by their bytes. A put is visible to every call that begins after it returned, listings included.
/// A failed or interrupted put may or may not have happened, but it happened whole or not at all.
public interface ObjectStore extends Closeable {

    /// What a put does when the key is taken.
    enum PutMode {
        /// Replace the object. Readers see the old one or the new one, whole.
        OVERWRITE,
        /// Throw [ObjectExistsException] and change nothing. Of several racing puts exactly one succeeds.
        IF_ABSENT
    }

    /// Stores an object; durable when this returns.
    ///
    /// @param body the bytes; not kept, not changed
    /// @throws ObjectExistsException if the key is taken and the mode is [PutMode#IF_ABSENT]
    /// @throws StoreFullException if there is no room
    void put(String key, byte[] body, PutMode mode) throws IOException;

    /// Begins an object that is too large to hold in memory, or that is made bit by bit. Nothing is visible under the
    /// key before [ObjectUpload#commit]; closing without commit leaves nothing behind.
    ///
    /// @param mode what commit does when the key is taken
    ObjectUpload upload(String key, PutMode mode) throws IOException;

    /// Fills a buffer from a position of an object, at the cost of one positional read.
    ///
    /// @param offset of the first byte
    /// @param target filled from its position to its limit; undefined in between if this throws
    /// @throws NoSuchObjectException if there is no such object
    /// @throws java.io.EOFException if the object ends before the buffer is full
    void read(String key, long offset, ByteBuffer target) throws IOException;

    /// Like [#read(String, long, ByteBuffer)], into a new array.
    default byte[] read(String key, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(key, offset, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /// Opens an object for reading from its beginning. The stream keeps to the object it opened, even if that is
    /// replaced or deleted meanwhile. The caller closes it.
    ///
    /// @throws NoSuchObjectException if there is no such object
    InputStream open(String key) throws IOException;

    /// Describes an object.
    ///
    /// @throws NoSuchObjectException if there is no such object
    StoredObject head(String key) throws IOException;

    /// Lists objects in the order of their keys, at most `limit` of them: fewer means there are no more. To go on, list
    /// again after the last key. Objects put or deleted meanwhile may or may not be in it.
    ///
    /// @param prefix what the keys begin with, not necessarily a whole segment; empty for all
    /// @param startAfter only keys behind this text; empty for all
    /// @param limit 1 or more
    List<StoredObject> list(String prefix, String startAfter, int limit) throws IOException;

    /// Lists the folders right under a folder, in order: the distinct first segments, followed by `/`, of what is left
    /// of longer keys behind the prefix. Paged like [#list].
    ///
    /// @param prefix empty for the top, or a folder with its `/` at the end
    /// @param startAfter only folders behind this text, given like the results; empty for all
    /// @return full prefixes, ready for the next call: `tenant-a/01JB…/`
    List<String> listFolders(String prefix, String startAfter, int limit) throws IOException;

    /// Deletes an object; one that does not exist is fine. Durable when this returns.
    void delete(String key) throws IOException;

    /// Gives up handles. Uploads under way must be closed before.
    @Override
    void close() throws IOException;
}
