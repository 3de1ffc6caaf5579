package dev.vivace.server.http;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import dev.vivace.ingest.SpanIntake;
import dev.vivace.ingest.receive.Arrivals;
import dev.vivace.ingest.receive.Directions;
import dev.vivace.ingest.receive.Protocol;
import dev.vivace.ingest.receive.ReceiverDoors;
import dev.vivace.ingest.receive.Signposts;
import dev.vivace.ingest.receive.TenantRule;
import dev.vivace.ingest.receive.UdpDoor;
import dev.vivace.model.work.MemoryBudget;
import dev.vivace.query.QueryAdmission;
import dev.vivace.query.TraceQueries;
import dev.vivace.server.access.AccessControl;
import dev.vivace.server.access.Credentials;
import dev.vivace.server.access.Need;
import dev.vivace.server.access.Right;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All ports of the server: opens them, and closes them without breaking a request off. Thread-safe.
///
/// Each port is a server of its own with its own routes, all on the same few event loops: port-based
/// virtual hosts of one server would neither allow a port chosen by the system nor say which port could
/// not be opened.
public final class HttpServers implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(HttpServers.class);

    /// How long a stopping port must have been without requests.
    private static final Duration QUIET = Duration.ofMillis(10);

    private final HttpSettings settings;
    private final Readiness readiness;
    private final EventLoops eventLoops;
    private final Ports ports;
    private final ExecutorService decoders;
    private final ExecutorService queries;
    private final Arrivals arrivals;
    private final AtomicReference<Signposts> signposts;
    private final OpenRequests exports = new OpenRequests();
    private final OpenRequests questions = new OpenRequests();
    private final List<Server> receivers = new ArrayList<>();
    private final List<UdpDoor> udpDoors = new ArrayList<>();
    private @Nullable Server apiServer;
    private @Nullable Server grpcServer;

    private HttpServers(HttpSettings settings, Readiness readiness, InstantSource clock) {
        this.settings = settings;
        this.readiness = readiness;
        this.eventLoops = new EventLoops(Math.max(2, Runtime.getRuntime().availableProcessors()), "vivace-io");
        this.ports = new Ports(eventLoops);
        // Unbounded queue: the doors' limit on bytes in flight bounds it, and a refusal there has a retry
        // time.
        this.decoders = pool("vivace-decode", settings.decoderThreads(), Integer.MAX_VALUE);
        this.queries = pool("vivace-query", settings.queryThreads(), settings.queryQueue());
        this.arrivals = new Arrivals(clock);
        Map<Protocol, Integer> asked = new EnumMap<>(Protocol.class);
        settings.receivers()
                .forEach(listener -> asked.putIfAbsent(
                        listener.protocol(), listener.address().getPort()));
        this.signposts = new AtomicReference<>(
                new Signposts(host(settings.api()), settings.api().getPort(), null, settings.pathPrefix(), asked));
    }

    /// Opens all ports. `/ready` says what `readiness` says, which is the caller's to change.
    ///
    /// @param memory what requests and queries are admitted against
    /// @param registry gets the metrics of doors and API, and is what `/metrics` shows
    /// @param tenants whose limits questions keep to
    /// @throws PortUnavailableException if a port cannot be opened; none is open then
    public static HttpServers start(
            HttpSettings settings,
            SpanIntake intake,
            TraceQueries queries,
            MemoryBudget memory,
            PrometheusRegistry registry,
            Readiness readiness,
            ServerFacts facts,
            TenantControls tenants,
            InstantSource clock)
            throws PortUnavailableException {
        HttpServers servers = new HttpServers(settings, readiness, clock);
        try {
            servers.open(intake, queries, memory, registry, facts, tenants, clock);
            return servers;
        } catch (PortUnavailableException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private void open(
            SpanIntake intake,
            TraceQueries traceQueries,
            MemoryBudget memory,
            PrometheusRegistry registry,
            ServerFacts facts,
            TenantControls tenants,
            InstantSource clock)
            throws PortUnavailableException {
        Directions directions = new Directions(signposts::get);
        ReceiverDoors doors = new ReceiverDoors(intake, settings.receive(), decoders, arrivals, directions, registry);
        memory.charge(doors::bytesInFlight);
        TenantRule tenantRule = new TenantRule(settings.receive().multitenancy());
        QueryThreads queryThreads = new QueryThreads(
                queries, new QueryAdmission(settings.queryLimits(), memory, System::nanoTime), registry);
        QueryGate gate = new QueryGate(settings.limits());
        QueryEndpoints endpoints = QueryEndpoints.of(
                new TenantQueries(traceQueries, tenants.limits()), settings.limits(), tenants.limits(), clock);
        ApiDoor api = new ApiDoor(
                new ServerRoutes(settings, arrivals, readiness, registry, facts, directions, tenants, clock)
                        .with(endpoints),
                settings.apiPrefix(),
                tenantRule,
                queryThreads,
                settings.queryLimits().timeout(),
                gate,
                new GrpcHealth(readiness),
                new StreamingQuerier(endpoints, tenantRule, queryThreads, gate, System::nanoTime),
                new McpDoor(settings.serving().mcp(), new McpTools(endpoints, clock), queryThreads),
                new RequestMetrics(registry, facts.build()),
                tenants.userOverrides() == null ? null : new UserOverridesApi(tenants.userOverrides(), tenants));
        HttpService door = guarded(api, new ApiRights(settings.apiPrefix()), (_, _, _) -> {});
        Server opened = openApi(
                settings.api(), door, settings.serving().maxConnections(), "the query API", "server.http_listen_port");
        apiServer = opened;
        boolean grpcAsked = settings.grpc() != null && settings.grpc().required();
        if (grpcAsked) {
            grpcServer = openGrpc(door);
        }
        Map<Protocol, Integer> receiverPorts = receivers(doors);
        if (!grpcAsked) { // receivers come first then: somebody may have asked for one there
            grpcServer = openGrpc(door);
        }
        signposts.set(new Signposts(
                host(settings.api()),
                opened.activeLocalPort(),
                grpcServer == null ? null : grpcServer.activeLocalPort(),
                settings.pathPrefix(),
                receiverPorts));
    }

    /// Opens the port of its own for queries over gRPC.
    ///
    /// @return null if there is none: not asked for, the API's own, or taken while nobody asked for it
    private @Nullable Server openGrpc(HttpService door) throws PortUnavailableException {
        HttpSettings.GrpcPort port = settings.grpc();
        if (port == null
                || port.address().equals(settings.api()) && port.address().getPort() != 0) {
            return null;
        }
        try {
            return openApi(port.address(), door, port.maxConnections(), "queries over gRPC", "server.grpc_listen_port");
        } catch (PortUnavailableException e) {
            if (port.required()) {
                throw e;
            }
            LOGGER.warn(
                    "{}. Nobody asked for this port, so Vivace goes on without it, and answers gRPC on {} alone",
                    e.getMessage(),
                    settings.api().getPort());
            return null;
        }
    }

    private Server openApi(InetSocketAddress address, HttpService door, int maxConnections, String what, String setting)
            throws PortUnavailableException {
        return ports.open(
                address, door, settings.pathPrefix(), settings.apiTls(), questions, what, setting, builder -> {
                    builder.idleTimeout(settings.serving().idleTimeout());
                    if (maxConnections > 0) {
                        builder.maxNumConnections(maxConnections);
                    }
                });
    }

    /// Opens the receivers' ports. Two receivers with one address share it, for each port takes what any
    /// of them takes.
    ///
    /// @return the first port of each protocol
    private Map<Protocol, Integer> receivers(ReceiverDoors doors) throws PortUnavailableException {
        Map<Protocol, Integer> firsts = new EnumMap<>(Protocol.class);
        Map<InetSocketAddress, Integer> opened = new HashMap<>();
        for (Listener listener : settings.receivers()) {
            Protocol protocol = listener.protocol();
            InetSocketAddress address = listener.address();
            try {
                Integer port = protocol.isUdp() || address.getPort() == 0 ? null : opened.get(address);
                if (port == null) {
                    port = protocol.isUdp() ? openUdp(doors, listener) : openTcp(doors, listener);
                }
                if (!protocol.isUdp()) {
                    opened.put(address, port);
                }
                firsts.putIfAbsent(protocol, port);
            } catch (PortUnavailableException e) {
                if (listener.required()) {
                    throw e;
                }
                LOGGER.warn("{}. Nobody asked for this port, so Vivace goes on without it", e.getMessage());
            }
        }
        return firsts;
    }

    private int openTcp(ReceiverDoors doors, Listener listener) throws PortUnavailableException {
        Server server = ports.open(
                listener.address(),
                guarded(
                        doors.at(listener.protocol(), listener.cors(), listener.typedTags()),
                        (_, headers) -> ReceiverDoors.isBrowsersQuestion(headers) ? null : Need.of(Right.WRITE),
                        doors::turnedAway),
                "",
                listener.tls(),
                exports,
                listener.protocol().words(),
                listener.setting(),
                _ -> {});
        receivers.add(server);
        return server.activeLocalPort();
    }

    private int openUdp(ReceiverDoors doors, Listener listener) throws PortUnavailableException {
        try {
            UdpDoor door = doors.openUdp(listener.protocol(), listener.address(), listener.udp());
            udpDoors.add(door);
            return door.port();
        } catch (IOException e) {
            throw Ports.unavailable(
                    listener.address(), true, listener.protocol().words(), listener.setting(), e);
        }
    }

    private HttpService guarded(HttpService service, Need.Rule rule, AccessControl.Refused refused) {
        Supplier<Credentials> credentials = settings.credentials();
        return credentials == null
                ? service
                : new AccessControl(
                        service, credentials, rule, settings.receive().multitenancy(), refused);
    }

    /// Where the API answers; differs from the settings if they left the choice to the system.
    public int apiPort() {
        return signposts.get().api();
    }

    /// The port of its own that queries over gRPC have; null if the API's answers them alone.
    public @Nullable Integer grpcQueriesPort() {
        return signposts.get().grpcQueries();
    }

    /// The first port of a protocol; null if none is open.
    public @Nullable Integer port(Protocol protocol) {
        return signposts.get().ports().get(protocol);
    }

    /// Null if that port is not open.
    public @Nullable Integer otlpGrpcPort() {
        return signposts.get().otlpGrpc();
    }

    /// Null if that port is not open.
    public @Nullable Integer otlpHttpPort() {
        return signposts.get().otlpHttp();
    }

    /// Who sends, and who was turned away.
    public Arrivals arrivals() {
        return arrivals;
    }

    /// Stops: `/ready` says no at once, requests that are under way finish within
    /// [HttpSettings#serving]'s time, then the ports close, those of the API last. Closing twice does nothing more.
    @Override
    public void close() {
        readiness.stopping();
        udpDoors.forEach(UdpDoor::close);
        Duration stopTimeout = settings.serving().stopTimeout();
        Duration forExports = stopTimeout.multipliedBy(3).dividedBy(4);
        exports.awaitEnd(QUIET, forExports);
        CompletableFuture.allOf(receivers.stream().map(Server::stop).toArray(CompletableFuture[]::new))
                .join();
        questions.awaitEnd(QUIET, stopTimeout.minus(forExports));
        CompletableFuture.allOf(Stream.of(apiServer, grpcServer)
                        .filter(Objects::nonNull)
                        .map(Server::stop)
                        .toArray(CompletableFuture[]::new))
                .join();
        decoders.shutdown();
        queries.shutdown();
        eventLoops.shutdownGracefully().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    /// What to call this machine in examples that people paste into its own terminal.
    private static String host(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        return ip == null || ip.isAnyLocalAddress() || ip.isLoopbackAddress() ? "localhost" : address.getHostString();
    }

    private static ExecutorService pool(String name, int threads, int queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                queue == Integer.MAX_VALUE ? new LinkedBlockingQueue<>() : new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().name(name + "-", 0).daemon(true).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
