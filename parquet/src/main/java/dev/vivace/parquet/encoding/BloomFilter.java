package dev.vivace.parquet.encoding;

import static dev.vivace.parquet.encoding.ByteSink.INT;

/// Parquet's split-block bloom filter: blocks of 32 bytes, one bit set in each of a block's eight words. The methods
/// work on the filter as it lies in the file.
///
/// @see <a href="https://github.com/apache/parquet-format/blob/master/BloomFilter.md">BloomFilter.md</a>
public final class BloomFilter {

    /// Largest filter, in bytes, that other readers take.
    public static final int MAX_BYTES = 128 << 20;

    private static final int BLOCK_BYTES = 32;
    // ln(1 - p^(1/8)) / -8 for p = 0.01, turned over: bits per distinct value
    private static final double BITS_PER_VALUE = 9.68;
    private static final int[] SALT = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private BloomFilter() {}

    /// An empty filter for `distinct` values at 1 % false positives: a power of two, because some readers insist.
    public static byte[] create(int distinct) {
        long bytes = (long) Math.ceil(distinct * BITS_PER_VALUE / 8);
        long rounded = bytes <= BLOCK_BYTES ? BLOCK_BYTES : Long.highestOneBit(bytes - 1) << 1;
        return new byte[(int) Math.min(MAX_BYTES, rounded)];
    }

    public static void add(byte[] filter, long hash) {
        int block = block(filter.length, hash);
        int key = (int) hash;
        for (int i = 0; i < 8; i++) {
            int at = block + 4 * i;
            INT.set(filter, at, (int) INT.get(filter, at) | 1 << (key * SALT[i] >>> 27));
        }
    }

    /// Whether a value of this hash may have been added to the filter that is `length` bytes of `bytes` from `offset`.
    public static boolean mayContain(byte[] bytes, int offset, int length, long hash) {
        int block = offset + block(length, hash);
        int key = (int) hash;
        for (int i = 0; i < 8; i++) {
            if (((int) INT.get(bytes, block + 4 * i) & 1 << (key * SALT[i] >>> 27)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int block(int length, long hash) {
        long blocks = length / BLOCK_BYTES;
        return (int) ((hash >>> 32) * blocks >>> 32) * BLOCK_BYTES;
    }
}
