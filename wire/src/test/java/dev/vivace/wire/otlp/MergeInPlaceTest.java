package dev.vivace.wire.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import dev.vivace.wire.protobuf.ProtobufWriter;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MergeInPlaceTest {

    /// Every number of parts and content length wins another number of bytes to be filled.
    @Test
    void mergedMessageIsWhatTheLibraryMakesOfTheParts() throws Exception {
        for (int parts = 2; parts < 20; parts++) {
            for (int length : new int[] {0, 1, 5, 60, 62, 63, 64, 126, 127, 128, 129, 8_000, 16_380, 16_384}) {
                ProtobufWriter out = new ProtobufWriter();
                out.string(99, "around it");
                int from = out.sizeBytes();
                for (int i = 0; i < parts; i++) {
                    out.bytes(
                            2,
                            AnyValue.newBuilder()
                                    .setStringValue("x".repeat(length))
                                    .build()
                                    .toByteArray());
                    if (i == 1) {
                        out.string(1, "key");
                    }
                }
                int to = out.sizeBytes();
                out.string(99, "around it");
                byte[] data = out.toByteArray();
                byte[] before = data.clone();

                MergeInPlace.merge(data, from, to, 2);

                assertThat(parse(data, from, to)).isEqualTo(parse(before, from, to));
                assertThat(data).startsWith(Arrays.copyOf(before, from));
                assertThat(Arrays.copyOfRange(data, to, data.length))
                        .isEqualTo(Arrays.copyOfRange(before, to, before.length));
            }
        }
    }

    private static KeyValue parse(byte[] data, int from, int to) throws Exception {
        KeyValue parsed = KeyValue.parseFrom(Arrays.copyOfRange(data, from, to));
        return parsed.toBuilder()
                .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                .build();
    }
}
