package dev.vivace.ingest.receive;

import dev.vivace.model.TenantId;
import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.Translation;
import dev.vivace.wire.jaeger.JaegerTranslator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Jaeger's agent protocol: each datagram is one `emitBatch` in Thrift, compact or binary; either port takes both.
/// Thread-safe.
///
/// One thread empties the socket and does nothing else; datagrams are read and stored on the decoding
/// pool, as many as [UdpSettings] lets wait. Nobody is answered, so everything that is not stored is
/// counted and noted.
public final class UdpDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UdpDoor.class);
    private static final long STOP_AT_MOST_MILLIS = 1000;

    private final Reception reception;
    private final UdpMetrics metrics;
    private final UdpSettings settings;
    private final JaegerTranslator.Format format;
    private final DatagramChannel channel;
    private final int port;
    private final String what;
    private final Thread reader;
    /// A permit for every datagram that may wait.
    private final Semaphore packets;

    private final AtomicLong bytes = new AtomicLong();

    private UdpDoor(
            Reception reception,
            UdpMetrics metrics,
            Protocol protocol,
            DatagramChannel channel,
            int port,
            UdpSettings settings) {
        this.reception = reception;
        this.metrics = metrics;
        this.settings = settings;
        this.format = protocol == Protocol.JAEGER_COMPACT
                ? JaegerTranslator.Format.THRIFT_COMPACT
                : JaegerTranslator.Format.THRIFT_BINARY;
        this.channel = channel;
        this.port = port;
        this.what = "UDP port " + port;
        this.packets = new Semaphore(settings.maxQueuedPackets());
        this.reader =
                Thread.ofPlatform().name("vivace-udp-" + port).daemon(true).unstarted(this::read);
    }

    static UdpDoor open(
            Reception reception, UdpMetrics metrics, Protocol protocol, InetSocketAddress address, UdpSettings settings)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            if (settings.socketBufferBytes() > 0) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.socketBufferBytes());
            }
            channel.bind(address);
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            UdpDoor door = new UdpDoor(reception, metrics, protocol, channel, port, settings);
            metrics.opened(port);
            door.reader.start();
            return door;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// The port; differs from what was asked for if the choice was left to the system.
    public int port() {
        return port;
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(UdpSettings.LARGEST_PACKET + 1);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                SocketAddress from = channel.receive(buffer);
                if (from != null) {
                    received(from, buffer.flip());
                }
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException e) {
                LOG.warn("{}: a datagram cannot be received", what, e);
            }
        }
    }

    private void received(SocketAddress from, ByteBuffer buffer) {
        metrics.received(port);
        int length = buffer.remaining();
        String address =
                from instanceof InetSocketAddress peer ? peer.getAddress().getHostAddress() : "unknown";
        Sender sender = new Sender(address, Transport.JAEGER_UDP, "jaeger " + format.word(), "");
        if (length > settings.maxPacketBytes()) {
            drop(
                    sender,
                    new RefusalException(Refusal.of(
                            UdpMetrics.TOO_LARGE,
                            GrpcCode.INVALID_ARGUMENT,
                            "a datagram of " + length + " bytes (expected: at most " + settings.maxPacketBytes() + ")",
                            "Lower the tracer's maximum packet size, or raise max_packet_size.")));
            return;
        }
        boolean permitted = packets.tryAcquire();
        if (!permitted || bytes.addAndGet(length) > settings.maxQueuedBytes()) {
            if (permitted) {
                release(length);
            }
            drop(
                    sender,
                    new RefusalException(Refusal.of(
                            UdpMetrics.QUEUE_FULL,
                            GrpcCode.RESOURCE_EXHAUSTED,
                            "datagrams arrive faster than they are stored, and no more may wait",
                            "Send over HTTP, where nothing is lost, or raise queue_size.")));
            return;
        }
        byte[] data = new byte[length];
        buffer.get(data);
        try {
            Executor decoders = reception.decoders();
            decoders.execute(() -> take(sender, data));
        } catch (RejectedExecutionException stopping) {
            release(length);
            drop(sender, stopping);
        }
    }

    private void take(Sender from, byte[] data) {
        CompletableFuture<?> taken;
        JaegerTranslator.Format found = JaegerTranslator.detectMessage(data, 0, data.length, format);
        Sender sender = from.encodedAs("jaeger " + found.word());
        try {
            Translation translation = JaegerTranslator.datagram(data, 0, data.length, found);
            @Nullable TenantId tenant = reception.tenantOfNobody();
            taken = reception.take(tenant, sender, what, translation);
        } catch (ForeignRequestException | RuntimeException | Error e) {
            taken = CompletableFuture.failedFuture(e);
        }
        taken.whenComplete((_, cause) -> {
            release(data.length);
            if (cause != null) {
                drop(sender, cause);
            }
        });
    }

    private void drop(Sender sender, Throwable cause) {
        metrics.dropped(port, reception.turnedAway(sender, what, cause).reason());
    }

    private void release(int length) {
        bytes.addAndGet(-length);
        packets.release();
    }

    /// Closes the port and waits a moment for what was received to be stored.
    @Override
    public void close() {
        try {
            channel.close();
            reader.join(STOP_AT_MOST_MILLIS);
            if (!packets.tryAcquire(settings.maxQueuedPackets(), STOP_AT_MOST_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("{}: some datagrams are not stored yet; they may be lost", what);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be closed", what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            metrics.closed(port);
        }
    }
}
