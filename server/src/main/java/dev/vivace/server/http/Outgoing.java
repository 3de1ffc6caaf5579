package dev.vivace.server.http;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import com.linecorp.armeria.common.HttpData;
import dev.vivace.wire.json.Pieces;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Content on its way to the socket: in buffers outside the heap, from where the kernel takes it, compressed
/// if that is wanted and worth it. Confined to one thread.
///
/// The buffers are shared by all answers, each for as long as it takes to send it. So nothing is cleared that
/// will be written anyway, nothing is copied once more, and a collection finds nothing of it. When slow clients
/// hold so many of them that memory outside the heap would grow too much, more are taken from the heap.
final class Outgoing extends OutputStream implements Pieces {

    /// Bytes below which compression costs more than it saves.
    static final int THRESHOLD = 1024;

    /// The allocator pools none that are larger than twice that in a small heap.
    private static final int MOST_BUFFER_BYTES = 128 << 10;

    private static final int LEAST_BUFFER_BYTES = 512;
    private static final int ZSTD_LEVEL = 3;
    private static final int GZIP_BUFFER_BYTES = 8 << 10;

    private final ByteBufAllocator allocator;
    private final long mostOutsideBytes;
    private final @Nullable Coding coding;
    private final List<ByteBuf> buffers = new ArrayList<>();
    private int sizeBytes;
    private @Nullable Coding used;
    /// Where content goes that comes in several pieces and is compressed.
    private @Nullable OutputStream compressed;

    /// How content may be coded.
    enum Coding {
        ZSTD("zstd"),
        GZIP("gzip");

        private final String token;

        Coding(String token) {
            this.token = token;
        }

        /// As HTTP names it.
        String token() {
            return token;
        }
    }

    /// @param mostOutsideBytes what all of the allocator's buffers outside the heap may take, those of
    ///     requests included
    /// @param coding what the client likes best; null to send content as it is
    Outgoing(ByteBufAllocator allocator, long mostOutsideBytes, @Nullable Coding coding) {
        this.allocator = allocator;
        this.mostOutsideBytes = mostOutsideBytes;
        this.coding = coding;
    }

    /// What has been written, which is the caller's to send or to close.
    List<HttpData> data() {
        return buffers.stream().map(HttpData::wrap).toList();
    }

    /// Bytes to send.
    int sizeBytes() {
        return sizeBytes;
    }

    /// How it is coded; null for content that is as it was.
    @Nullable
    Coding coding() {
        return used;
    }

    /// Gives the buffers up, for nothing will be sent.
    void release() {
        try (OutputStream _ = compressed) {
            compressed = null;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        buffers.forEach(ByteBuf::release);
        buffers.clear();
    }

    @Override
    public void take(byte[] bytes, int length, boolean last) {
        boolean all = last && compressed == null;
        try {
            if (coding == null || all && length < THRESHOLD) {
                write(bytes, 0, length);
            } else if (all && coding == Coding.ZSTD) {
                used = coding;
                zstd(bytes, length);
            } else {
                if (compressed == null) {
                    used = coding;
                    compressed = coding == Coding.ZSTD
                            ? new ZstdOutputStream(this, ZSTD_LEVEL)
                            : new GZIPOutputStream(this, GZIP_BUFFER_BYTES);
                }
                compressed.write(bytes, 0, length);
                if (last) {
                    compressed.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private boolean isRoomOutside() {
        return !(allocator instanceof ByteBufAllocatorMetricProvider known)
                || known.metric().usedDirectMemory() < mostOutsideBytes;
    }

    /// What is at hand as a whole takes less memory to compress.
    private void zstd(byte[] bytes, int length) {
        byte[] frame = new byte[(int) Zstd.compressBound(length)];
        long size = Zstd.compressByteArray(frame, 0, frame.length, bytes, 0, length, ZSTD_LEVEL);
        if (Zstd.isError(size)) {
            throw new IllegalStateException("zstd, " + length + " bytes: " + Zstd.getErrorName(size));
        }
        write(frame, 0, (int) size);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        int at = from;
        for (int left = length; left > 0; ) {
            ByteBuf buffer = buffers.isEmpty() ? null : buffers.getLast();
            if (buffer == null || !buffer.isWritable()) {
                int capacity = Math.clamp(Math.max(left, sizeBytes), LEAST_BUFFER_BYTES, MOST_BUFFER_BYTES);
                buffer = isRoomOutside()
                        ? allocator.directBuffer(capacity, capacity)
                        : Unpooled.buffer(capacity, capacity);
                buffers.add(buffer);
            }
            int part = Math.min(left, buffer.writableBytes());
            buffer.writeBytes(bytes, at, part);
            at += part;
            left -= part;
            sizeBytes = Math.addExact(sizeBytes, part);
        }
    }
}
