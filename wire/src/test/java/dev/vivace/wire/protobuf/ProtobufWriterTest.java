package dev.vivace.wire.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufWriterTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 126, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152})
    void nestedMessageHasTheShortestLength(int length) throws Exception {
        ProtobufWriter out = new ProtobufWriter(1);
        int outer = out.open(1);
        int inner = out.open(2);
        out.raw(new byte[length], 0, length);
        out.close(inner);
        out.close(outer);

        byte[] expected = new byte[2 * 6 + length];
        CodedOutputStream library = CodedOutputStream.newInstance(expected);
        int innerSize = 1 + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
        library.writeTag(1, 2);
        library.writeUInt32NoTag(innerSize);
        library.writeTag(2, 2);
        library.writeUInt32NoTag(length);
        library.writeRawBytes(new byte[length]);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(expected, library.getTotalBytesWritten()));
    }

    @Test
    void numbersAreWrittenAsTheLibraryWritesThem() throws Exception {
        Random random = new Random(3);
        for (int round = 0; round < 2000; round++) {
            long number = random.nextLong() >> random.nextInt(64);
            int field = 1 + random.nextInt(1 << 20);
            ProtobufWriter out = new ProtobufWriter(1);
            out.int64(field, number);
            out.optionalUint32(field, (int) number);
            out.fixed64(field, number);
            out.fixed32(field, (int) number);
            out.bytes16(field, number, ~number);

            byte[] expected = new byte[128];
            CodedOutputStream library = CodedOutputStream.newInstance(expected);
            library.writeInt64(field, number);
            if ((int) number != 0) {
                library.writeUInt32(field, (int) number);
            }
            library.writeFixed64(field, number);
            library.writeFixed32(field, (int) number);
            library.writeByteArray(
                    field,
                    ByteBuffer.allocate(16).putLong(number).putLong(~number).array());
            assertThat(out.toByteArray())
                    .as("round %d", round)
                    .isEqualTo(Arrays.copyOf(expected, library.getTotalBytesWritten()));
        }
    }

    /// The reader takes what the library takes as fields of an unknown message, and throws nothing but its own refusal.
    @Test
    void readerTakesWhatTheLibraryTakes() {
        Random random = new Random(4);
        int taken = 0;
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextBoolean() ? random.nextInt(24) : random.nextInt());
            }
            boolean library;
            try {
                library = UnknownFieldSet.parseFrom(bytes).isInitialized();
            } catch (InvalidProtocolBufferException refused) {
                library = false;
            }
            boolean ours;
            try {
                ProtobufReader reader = new ProtobufReader(bytes, 0, bytes.length);
                while (reader.next()) {
                    taken++;
                }
                ours = true;
            } catch (IllegalArgumentException refused) {
                ours = false;
            }
            assertThat(ours).as("%s", HexFormat.of().formatHex(bytes)).isEqualTo(library);
        }
        assertThat(taken).isGreaterThan(10_000);
    }

    @Test
    void rangesOutsideTheArrayAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ProtobufReader(new byte[3], 2, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new ProtobufWriter().truncate(1));
    }
}
