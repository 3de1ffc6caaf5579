package dev.vivace.server.http;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import dev.vivace.server.access.PortTls;
import dev.vivace.server.access.TlsOnly;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens TCP ports, all of them served by the same threads. Thread-safe.
final class Ports {

    /// How long a closing HTTP/2 connection waits for calls sent before its peer heard of it.
    private static final Duration DRAIN = Duration.ofMillis(50);

    private final EventLoops eventLoops;

    Ports(EventLoops eventLoops) {
        this.eventLoops = eventLoops;
    }

    /// Opens a port.
    ///
    /// @param tls null for none
    /// @param requests where its requests are counted: who closes it waits for them first
    /// @param what for whom it is, in words
    /// @param setting that moves it
    /// @param connections sets how many may be open, and how long
    Server open(
            InetSocketAddress address,
            HttpService service,
            String pathPrefix,
            @Nullable PortTls tls,
            OpenRequests requests,
            String what,
            String setting,
            Consumer<ServerBuilder> connections)
            throws PortUnavailableException {
        ServerBuilder builder = Server.builder();
        if (tls != null) {
            secure(builder, tls, address, what);
        }
        connections.accept(builder);
        HttpService door = requests.of(tls == null ? service : new TlsOnly(service));
        if (!pathPrefix.isEmpty()) {
            builder.serviceUnder("/", new PathPrefix(pathPrefix, door));
        }
        Server server = builder.meterRegistry(
                        NoopMeterRegistry.get()) // what is worth counting, the doors count themselves
                .port(
                        tls == null
                                ? new ServerPort(address, SessionProtocol.HTTP)
                                : new ServerPort(address, SessionProtocol.HTTPS, SessionProtocol.HTTP))
                .disableServerHeader() // nobody's business
                .errorHandler(new PortErrors())
                .serviceUnder(pathPrefix + "/", door)
                .workerGroup(eventLoops, false)
                .bossGroupFactory(name -> new EventLoops(1, "vivace-accept"))
                .maxRequestLength(0) // the doors have limits of their own, and say so in the sender's encoding
                .requestTimeoutMillis(0)
                .http2MaxHeaderListSize(64 << 10)
                .http1MaxInitialLineLength(1 << 18) // a query of 128 KiB, percent-encoded
                .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO) // see OpenRequests
                .connectionDrainDuration(DRAIN)
                .build();
        try {
            server.start().join();
            return server;
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            server.stop();
            throw unavailable(address, false, what, setting, cause);
        }
    }

    private static void secure(ServerBuilder builder, PortTls tls, InetSocketAddress address, String what)
            throws PortUnavailableException {
        try {
            builder.tlsProvider(tls.provider(System::nanoTime), tls.config());
        } catch (IOException e) {
            throw new PortUnavailableException(
                    address.getPort(), "port " + address.getPort() + ", for " + what + ": " + e.getMessage(), e);
        }
    }

    static PortUnavailableException unavailable(
            InetSocketAddress address, boolean udp, String what, String setting, Throwable cause) {
        String holder = PortHolder.of(address.getPort(), udp, Path.of("/proc"));
        return new PortUnavailableException(
                address.getPort(),
                (udp ? "UDP port " : "port ") + address.getPort() + " on " + address.getHostString() + ", for " + what
                        + ", cannot be opened: " + cause.getMessage()
                        + (holder == null ? "" : "; it is held by " + holder)
                        + (holder == null ? ". Choose another" : ". Stop that program, or choose another")
                        + " address or port with " + setting,
                cause);
    }
}
