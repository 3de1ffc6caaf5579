package dev.vivace.wire.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.vivace.wire.protobuf.ProtobufReader;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamingRequestsTest {

    @Test
    void searchIsReadAsParametersOfItsEndpoint() {
        ProtobufWriter out = new ProtobufWriter();
        for (String[] tag : new String[][] {{"http.url", "/a b"}, {"x", "say \"hi\" \\"}}) {
            int entry = out.open(1);
            out.string(1, tag[0]);
            out.string(2, tag[1]);
            out.close(entry);
        }
        out.optionalUint32(2, 100);
        out.optionalUint32(3, -1);
        out.optionalUint32(4, 7);
        out.optionalUint32(5, 1000);
        out.optionalUint32(6, 2000);
        out.optionalUint32(9, 5);
        out.optionalString(11, "skipped");

        assertThat(StreamingRequests.search(out.toByteArray()))
                .containsExactly(
                        entry("minDuration", "100ms"),
                        entry("maxDuration", "4294967295ms"),
                        entry("limit", "7"),
                        entry("start", "1000"),
                        entry("end", "2000"),
                        entry("spss", "5"),
                        entry("tags", "http.url=\"/a b\" x=\"say \\\"hi\\\" \\\\\""));
    }

    @Test
    void emptyRequestsHaveNoParametersButTheTimesOfMetrics() {
        assertThat(StreamingRequests.search(new byte[0])).isEmpty();
        assertThat(StreamingRequests.tags(new byte[0])).isEmpty();
        assertThat(StreamingRequests.tagValues(new byte[0])).isEmpty();
        assertThat(StreamingRequests.metricsRange(new byte[0]))
                .containsExactly(entry("start", "0000000000000000000"), entry("end", "0000000000000000000"));
    }

    @Test
    void metricsKeepTheirNanoseconds() {
        ProtobufWriter out = new ProtobufWriter();
        out.optionalString(1, "{} | rate()");
        out.optionalInt64(2, 1_755_850_000_000_000_001L);
        out.optionalInt64(3, -1);
        out.optionalInt64(4, 1_500_000_000L);
        out.optionalUint32(16, 3);
        out.optionalUint32(17, 4);

        assertThat(StreamingRequests.metricsRange(out.toByteArray()))
                .containsOnly(
                        entry("q", "{} | rate()"),
                        entry("start", "1755850000000000001"),
                        entry("end", "9223372036854775807"),
                        entry("step", "1.500000000"),
                        entry("exemplars", "3"),
                        entry("maxSeries", "4"));
    }

    @Test
    void anyBytesAreReadOrRefused() {
        long seed = 20_260_131;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) ((1 + random.nextInt(9)) << 3 | (random.nextBoolean() ? 0 : 2));
            }
            try {
                StreamingRequests.search(bytes);
                StreamingRequests.tags(bytes);
                StreamingRequests.tagValues(bytes);
                StreamingRequests.metricsRange(bytes);
                StreamingRequests.metricsInstant(bytes);
            } catch (IllegalArgumentException e) {
                assertThat(e).as("seed %d, round %d", seed, round).hasMessageStartingWith("malformed protobuf message");
            }
        }
    }

    @Test
    void packetsHoldWhatTheMessageHeld() {
        long seed = 20_260_201;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            ProtobufWriter out = new ProtobufWriter();
            List<String> items = new ArrayList<>();
            for (int i = random.nextInt(30); i > 0; i--) {
                items.add("x".repeat(random.nextInt(60)));
                out.string(1, items.getLast());
            }
            out.string(2, "cost");
            boolean partial = random.nextBoolean();
            if (partial) {
                out.int64(3, 1);
                out.string(4, "because");
            }
            byte[] message = out.toByteArray();
            int max = 64 + random.nextInt(200);

            List<byte[]> packets = Packets.split(message, max);

            List<String> found = new ArrayList<>();
            for (byte[] packet : packets) {
                assertThat(packet.length).as("seed %d, round %d", seed, round).isLessThanOrEqualTo(Math.max(max, 80));
                ProtobufReader reader = new ProtobufReader(packet, 0, packet.length);
                int costs = 0;
                int behind = 0;
                while (reader.next()) {
                    switch (reader.field()) {
                        case 1 -> found.add(reader.text());
                        case 2 -> costs++;
                        default -> behind++;
                    }
                }
                assertThat(costs).isEqualTo(1);
                assertThat(behind).isEqualTo(partial && packet == packets.getLast() ? 2 : 0);
            }
            assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(items);
        }
    }
}
