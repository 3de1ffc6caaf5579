package dev.vivace.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// One open segment file, as far as the log needs it: the seam at which tests make disks fail. Confined to one thread.
interface SegmentFile extends Closeable {

    long size() throws IOException;

    /// Reads at a position without moving the end.
    ///
    /// @return bytes read, 1 or more, or -1 at the end of the file
    int read(long position, ByteBuffer target) throws IOException;

    /// Appends at the end, with one system call. May write less than all.
    ///
    /// @return bytes written; the buffers' positions moved by as much
    long write(ByteBuffer[] buffers) throws IOException;

    /// Makes the bytes written durable, and the size that covers them.
    void force() throws IOException;

    /// Cuts the file. Appends go on from there.
    void truncate(long size) throws IOException;
}
