package dev.vivace.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecompressionTest {

    private static final long SEED = 20260131;

    private final BytesInFlight inFlight = new BytesInFlight(64 << 20, Duration.ofSeconds(5));

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void everySizeComesBackAsItWas(ContentCoding coding) {
        Random random = new Random(SEED);
        for (int size : new int[] {0, 1, 2, 100, 4095, 4096, 4097, 65_535, 65_536, 100_000}) {
            byte[] plain = new byte[size];
            random.nextBytes(plain);
            Arrays.fill(plain, 0, size / 2, (byte) 7);

            Bytes out = decompress(coding, compress(coding, plain), 100_000);

            assertThat(Arrays.copyOf(out.array(), out.length()))
                    .as("%s of %d bytes, seed %d", coding, size, SEED)
                    .isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void sizeAtTheLimitPassesAndOneMoreDoesNot(ContentCoding coding) {
        byte[] plain = new byte[50_001];

        assertThat(decompress(coding, compress(coding, plain), 50_001).length()).isEqualTo(50_001);
        assertThatThrownBy(() -> decompress(coding, compress(coding, plain), 50_000))
                .isInstanceOf(RefusalException.class)
                .hasMessageContaining("too large");
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void damagedDataIsRefusedOrDecompressedButNeverAFault(ContentCoding coding) {
        Random random = new Random(SEED);
        byte[] sound = compress(coding, Requests.CART_PROTOBUF);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = Arrays.copyOf(sound, 1 + random.nextInt(sound.length));
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(decompress(coding, damaged, 10_000).length()).isLessThanOrEqualTo(10_000);
            } catch (RefusalException refused) {
                assertThat(refused.refusal().httpStatus()).as("seed %d", SEED).isEqualTo(400);
            }
        }
    }

    @Test
    void framesOfLz4FollowEachOtherWithWhatIsToBeSkippedBetween() {
        byte[] plain = new byte[200_000];
        new Random(SEED).nextBytes(plain);
        Arrays.fill(plain, 50_000, 180_000, (byte) 3);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(Requests.lz4(plain, true));
        frames.writeBytes(new byte[] {0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9});
        frames.writeBytes(Requests.lz4(plain, false));

        Bytes out = decompress(ContentCoding.LZ4, frames.toByteArray(), 400_000);

        assertThat(Arrays.copyOfRange(out.array(), 0, 200_000)).isEqualTo(plain);
        assertThat(Arrays.copyOfRange(out.array(), 200_000, 400_000)).isEqualTo(plain);
    }

    /// A change may be without effect: a match that begins a byte earlier in a row of zeros is the same match.
    @Test
    void noBodyOfLz4ThatChangedOnItsWayIsTakenForAnother() {
        byte[] sound = Requests.lz4(Requests.CART_PROTOBUF, true);
        int refused = 0;
        for (int at = 0; at < sound.length; at++) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 1;
            try {
                Bytes out = decompress(ContentCoding.LZ4, damaged, 100_000);
                assertThat(Arrays.copyOf(out.array(), out.length()))
                        .as("byte %d", at)
                        .isEqualTo(Requests.CART_PROTOBUF);
            } catch (RefusalException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(sound.length * 9 / 10);
    }

    @Test
    void checksumsOfLz4AreThoseOfTheSpecification() {
        byte[] empty = {};
        byte[] text = Requests.utf8("Nobody inspects the spammish repetition");

        assertThat(Xxh32.of(empty, 0, 0)).isEqualTo(0x02cc5d05);
        assertThat(Xxh32.of(text, 0, text.length)).isEqualTo(0xe2293b2f);
    }

    private Bytes decompress(ContentCoding coding, byte[] data, int limit) {
        byte[] shifted = new byte[data.length + 3];
        System.arraycopy(data, 0, shifted, 3, data.length);
        try (BytesInFlight.Hold hold = inFlight.open()) {
            return Decompression.decompress(
                    coding,
                    new Bytes(shifted, 3, data.length),
                    new GrowingBytes(limit, data.length, hold),
                    seen -> Refusal.of("request_too_large", GrpcCode.INVALID_ARGUMENT, "too large: " + seen, ""));
        }
    }

    private static byte[] compress(ContentCoding coding, byte[] plain) {
        return switch (coding) {
            case IDENTITY -> plain;
            case GZIP -> Requests.gzip(plain);
            case DEFLATE -> Requests.zlib(plain);
            case ZSTD -> Requests.zstd(plain);
            case LZ4 -> Requests.lz4(plain, plain.length % 2 == 0);
            case SNAPPY -> plain.length > 60_000 ? Requests.snappyBlock(plain) : Requests.snappyFramed(plain);
        };
    }
}
