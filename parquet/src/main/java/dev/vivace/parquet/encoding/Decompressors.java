package dev.vivace.parquet.encoding;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// zstd decompression contexts, kept between uses: making one costs more than decompressing a small page. At most
/// [#KEPT] stay, their native memory (about 100 kB each) is never given back. Thread-safe.
public final class Decompressors {

    private static final int KEPT = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
    private static final AtomicReferenceArray<ZstdDecompressCtx> POOL = new AtomicReferenceArray<>(KEPT);

    private Decompressors() {}

    /// Decompresses one frame, which must yield exactly `intoLength` bytes.
    public static void decompress(byte[] source, int offset, int length, byte[] into, int intoOffset, int intoLength) {
        ZstdDecompressCtx context = take();
        try {
            int size = context.decompressByteArray(into, intoOffset, intoLength, source, offset, length);
            if (size != intoLength) {
                throw new MalformedBytesException("zstd frame of " + size + " bytes (expected: " + intoLength + ")");
            }
        } catch (ZstdException e) {
            throw new MalformedBytesException("zstd says '" + e.getMessage() + "' (expected: a whole frame)");
        } finally {
            give(context);
        }
    }

    /// The size that a frame's own header claims; 0 or less if it makes no claim or is no frame.
    public static long claimedSize(byte[] source, int offset, int length) {
        return Zstd.getFrameContentSize(source, offset, length);
    }

    private static ZstdDecompressCtx take() {
        for (int i = 0; i < KEPT; i++) {
            if (POOL.getPlain(i) != null) {
                ZstdDecompressCtx context = POOL.getAndSet(i, null);
                if (context != null) {
                    return context;
                }
            }
        }
        return new ZstdDecompressCtx();
    }

    private static void give(ZstdDecompressCtx context) {
        for (int i = 0; i < KEPT; i++) {
            if (POOL.getPlain(i) == null && POOL.compareAndSet(i, null, context)) {
                return;
            }
        }
        context.close();
    }
}
