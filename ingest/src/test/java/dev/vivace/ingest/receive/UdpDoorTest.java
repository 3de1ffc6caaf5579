package dev.vivace.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.ingest.Receipt;
import dev.vivace.model.Span;
import io.jaegertracing.agent.thrift.Agent;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Process;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UdpDoorTest {

    private static final long AT_MOST_NANOS = 20_000_000_000L;
    private static final String DROPPED = "vivace_receiver_udp_dropped_packets";

    private DoorsUnderTest doors = new DoorsUnderTest();

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void datagramsAreTakenInTheirProtocol() throws Exception {
        UdpDoor compact = doors.openUdp(Protocol.JAEGER_COMPACT, UdpSettings.DEFAULTS);
        UdpDoor binary = doors.openUdp(Protocol.JAEGER_BINARY, UdpSettings.DEFAULTS);

        send(compact, message(true, "one", 1));
        send(binary, message(false, "two", 1));
        await(() -> doors.intake.spans().size() == 2);

        assertThat(doors.intake.spans()).extracting(Span::name).containsExactlyInAnyOrder("one", "two");
        assertThat(doors.metric("vivace_receiver_udp_packets", "port", compact.port() + ""))
                .isEqualTo(1);
        await(() ->
                doors.metric("tempo_receiver_accepted_spans", "receiver", "jaeger/jaeger_receiver", "transport", "udp")
                        == 2);
    }

    @Test
    void eitherPortTakesBothProtocols() throws Exception {
        UdpDoor compact = doors.openUdp(Protocol.JAEGER_COMPACT, UdpSettings.DEFAULTS);
        UdpDoor binary = doors.openUdp(Protocol.JAEGER_BINARY, UdpSettings.DEFAULTS);

        send(compact, message(false, "binary to the compact port", 1));
        send(binary, message(true, "compact to the binary port", 1));
        await(() -> doors.intake.spans().size() == 2);

        assertThat(doors.intake.spans())
                .extracting(Span::name)
                .containsExactlyInAnyOrder("binary to the compact port", "compact to the binary port");
        await(() -> doors.arrivals.arrivals().size() == 2);
        assertThat(doors.arrivals.arrivals())
                .extracting(arrival -> arrival.sender().encoding())
                .containsExactlyInAnyOrder("jaeger thrift-binary", "jaeger thrift-compact");
    }

    @Test
    void whatCannotBeReadIsCountedAndNamed() throws Exception {
        UdpDoor door = doors.openUdp(Protocol.JAEGER_COMPACT, UdpSettings.DEFAULTS);

        send(door, new byte[] {1, 2, 3});
        send(door, new byte[] {(byte) 0x80, 1, 0, 4});
        send(door, new byte[0]);
        await(() -> dropped(door, "malformed") == 3);
        send(door, message(true, "still here", 1));
        await(() -> doors.intake.spans().size() == 1);

        assertThat(doors.arrivals.turnedAway().getFirst().message()).contains("malformed Jaeger batch");
    }

    @Test
    void largeDatagramsAreDropped() throws Exception {
        UdpDoor door = doors.openUdp(Protocol.JAEGER_COMPACT, new UdpSettings(200, 10, 10_000, 0));

        send(door, message(true, "x".repeat(300), 1));
        await(() -> dropped(door, "packet_too_large") == 1);

        assertThat(doors.intake.taken()).isEmpty();
        assertThat(doors.arrivals.turnedAway().getFirst().message()).contains("expected: at most 200");
    }

    @Test
    void noMoreWaitThanMay() throws Exception {
        CompletableFuture<Receipt> disk = new CompletableFuture<>();
        doors.intake.stallUntil(disk);
        UdpDoor door = doors.openUdp(Protocol.JAEGER_COMPACT, new UdpSettings(1000, 3, 100_000, 0));
        UdpDoor narrow = doors.openUdp(Protocol.JAEGER_COMPACT, new UdpSettings(1000, 100, 1000, 0));

        for (int i = 0; i < 5; i++) {
            send(door, message(true, "op", i + 1));
            send(narrow, message(true, "x".repeat(400), i + 1));
        }
        await(() -> dropped(door, "queue_full") == 2 && dropped(narrow, "queue_full") == 3);
        disk.complete(new Receipt(1, 0, 0));
        send(door, message(true, "later", 9));
        await(() -> doors.intake.taken().size() == 6);

        assertThat(doors.intake.spans()).extracting(Span::name).contains("later");
    }

    @Test
    void nobodyCanNameATenantHere() throws Exception {
        doors.close();
        doors = new DoorsUnderTest(DoorsUnderTest.multitenant());
        UdpDoor door = doors.openUdp(Protocol.JAEGER_COMPACT, UdpSettings.DEFAULTS);

        send(door, message(true, "op", 1));
        await(() -> dropped(door, "no_tenant") == 1);

        assertThat(doors.intake.taken()).isEmpty();
    }

    @Test
    void dropsOfTheSystemAreRead(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("net/udp"), """
                   sl local_address rem_address st tx_queue rx_queue tr tm->when retr uid time inode ref pointer drops
                  100: 0100007F:1AAF 00000000:0000 07 00000000:00000000 00:00000000 0 0 0 12345 2 0000000000000000 17
                  101: 0100007F:1AB0 00000000:0000 07 00000000:00000000 00:00000000 0 0 0 12346 2 0000000000000000 4
                """);

        assertThat(UdpDrops.of(6831, proc)).isEqualTo(17);
        assertThat(UdpDrops.of(6830, proc)).isZero();
        assertThat(UdpDrops.of(6831, proc.resolve("nowhere"))).isZero();
    }

    private double dropped(UdpDoor door, String reason) {
        return doors.metric(DROPPED, "port", door.port() + "", "reason", reason);
    }

    private static void await(BooleanSupplier condition) {
        long started = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - started > AT_MOST_NANOS) {
                throw new AssertionError("it did not happen");
            }
            Thread.onSpinWait();
        }
    }

    private static void send(UdpDoor door, byte[] data) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(data, data.length, InetAddress.getLoopbackAddress(), door.port()));
        }
    }

    private static byte[] message(boolean compact, String name, long id) throws TException {
        TMemoryBuffer buffer = new TMemoryBuffer(1000);
        TProtocol out = compact ? new TCompactProtocol(buffer) : new TBinaryProtocol(buffer);
        out.writeMessageBegin(new TMessage("emitBatch", TMessageType.ONEWAY, 1));
        new Agent.emitBatch_args(new Batch(
                        new Process("shop"),
                        List.of(new io.jaegertracing.thriftjava.Span(1, 2, id, 0, name, 1, 1_000_000, 5))))
                .write(out);
        return Arrays.copyOf(buffer.getArray(), buffer.length());
    }
}
