package dev.vivace.ingest.receive;

import static java.lang.Integer.rotateLeft;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// xxHash, 32 bits, with seed 0: the checksum of LZ4's frames. Confined to one thread.
///
/// @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxHash specification</a>
final class Xxh32 {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final int P1 = 0x9e3779b1;
    private static final int P2 = 0x85ebca77;
    private static final int P3 = 0xc2b2ae3d;
    private static final int P4 = 0x27d4eb2f;
    private static final int P5 = 0x165667b1;
    private static final int STRIPE = 16;

    private int a = 0x24234428; // P1 + P2, which overflows as it should
    private int b = P2;
    private int c;
    private int d = -P1;
    private long length;
    private final byte[] rest = new byte[STRIPE];
    private int restLength;

    static int of(byte[] data, int offset, int count) {
        Xxh32 hash = new Xxh32();
        hash.update(data, offset, count);
        return hash.value();
    }

    void update(byte[] data, int offset, int count) {
        int from = offset;
        int end = offset + count;
        length += count;
        if (restLength > 0) {
            int fill = Math.min(count, STRIPE - restLength);
            System.arraycopy(data, from, rest, restLength, fill);
            restLength += fill;
            from += fill;
            if (restLength < STRIPE) {
                return;
            }
            stripe(rest, 0);
            restLength = 0;
        }
        for (; end - from >= STRIPE; from += STRIPE) {
            stripe(data, from);
        }
        restLength = end - from;
        System.arraycopy(data, from, rest, 0, restLength);
    }

    private void stripe(byte[] data, int at) {
        a = rotateLeft(a + (int) INT.get(data, at) * P2, 13) * P1;
        b = rotateLeft(b + (int) INT.get(data, at + 4) * P2, 13) * P1;
        c = rotateLeft(c + (int) INT.get(data, at + 8) * P2, 13) * P1;
        d = rotateLeft(d + (int) INT.get(data, at + 12) * P2, 13) * P1;
    }

    /// Of everything so far.
    int value() {
        int hash = length < STRIPE ? P5 : rotateLeft(a, 1) + rotateLeft(b, 7) + rotateLeft(c, 12) + rotateLeft(d, 18);
        hash += (int) length;
        int from = 0;
        for (; restLength - from >= 4; from += 4) {
            hash = rotateLeft(hash + (int) INT.get(rest, from) * P3, 17) * P4;
        }
        for (; from < restLength; from++) {
            hash = rotateLeft(hash + (rest[from] & 0xff) * P5, 11) * P1;
        }
        hash = (hash ^ hash >>> 15) * P2;
        hash = (hash ^ hash >>> 13) * P3;
        return hash ^ hash >>> 16;
    }
}
