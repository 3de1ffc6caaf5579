package dev.vivace.objectstore;

import java.io.IOException;
import java.io.OutputStream;

/// An object on its way into the store. Confined to one thread; not buffered: write in large pieces. Always closed.
///
/// After a failed write or commit nothing more can be done with it than close it.
public abstract class ObjectUpload extends OutputStream {

    /// Makes the object visible and durable, whole. Nothing may be written afterwards.
    ///
    /// @throws ObjectExistsException if the key is taken and the mode is [ObjectStore.PutMode#IF_ABSENT]
    /// @throws StoreFullException if there is no room
    public abstract void commit() throws IOException;

    /// Bytes written so far.
    public abstract long sizeBytes();

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public abstract void write(byte[] bytes, int offset, int length) throws IOException;

    /// Ends the upload: without a commit nothing of it stays.
    @Override
    public abstract void close() throws IOException;
}
