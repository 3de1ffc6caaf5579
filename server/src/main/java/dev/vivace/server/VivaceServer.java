package dev.vivace.server;

import dev.vivace.block.meta.BlockStore;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.compaction.Retention;
import dev.vivace.compaction.RetentionRules;
import dev.vivace.compaction.RetentionTimer;
import dev.vivace.ingest.SpanIntake;
import dev.vivace.ingest.admit.Admission;
import dev.vivace.ingest.receive.ReceiveSettings;
import dev.vivace.ingest.store.SpanStore;
import dev.vivace.ingest.store.StoreOptions;
import dev.vivace.live.CutPolicy;
import dev.vivace.log.LocalSpanLog;
import dev.vivace.log.LocalSpanLogOptions;
import dev.vivace.log.SpanLog;
import dev.vivace.model.work.MemoryBudget;
import dev.vivace.objectstore.DirectoryObjectStore;
import dev.vivace.objectstore.ObjectStore;
import dev.vivace.query.IdleThreads;
import dev.vivace.query.StoreQueries;
import dev.vivace.server.access.Credentials;
import dev.vivace.server.access.PortTls;
import dev.vivace.server.access.Reloaded;
import dev.vivace.server.config.ConfigException;
import dev.vivace.server.config.Door;
import dev.vivace.server.config.Receivers;
import dev.vivace.server.config.Security;
import dev.vivace.server.config.Settings;
import dev.vivace.server.config.SettingsLoader;
import dev.vivace.server.config.SettingsYaml;
import dev.vivace.server.config.TenantOverrides;
import dev.vivace.server.config.UsersReader;
import dev.vivace.server.http.BuildInfo;
import dev.vivace.server.http.HttpServers;
import dev.vivace.server.http.HttpSettings;
import dev.vivace.server.http.Listener;
import dev.vivace.server.http.PortUnavailableException;
import dev.vivace.server.http.Readiness;
import dev.vivace.server.http.ServerControls;
import dev.vivace.server.http.ServerFacts;
import dev.vivace.server.http.TenantControls;
import dev.vivace.tenancy.Overrides;
import dev.vivace.tenancy.OverridesFile;
import dev.vivace.tenancy.TenantLimits;
import dev.vivace.tenancy.UserOverrides;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All rooms wired together: log and blocks opened, replayed, doors opened; and closed again in the
/// opposite order.
public final class VivaceServer implements RunningServer {

    private static final Logger LOGGER = LoggerFactory.getLogger(VivaceServer.class);

    /// Of the heap: what live tables may take before requests are refused. A flush needs about as much
    /// again for a
    /// moment, and queries the rest.
    private static final double LIVE_SHARE_OF_HEAP = 0.2;

    private static final double TABLE_SHARE_OF_HEAP = 0.1;

    /// The queue of queries takes room for as many from the start.
    private static final int MOST_OUTSTANDING = 100_000;

    /// Threads that help single queries: one core is left to those who send.
    private static final int HELPING_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

    private final Settings settings;
    private final Readiness readiness = new Readiness("LiveStore not ready: taking spans again from the span log");
    private final List<AutoCloseable> opened = new ArrayList<>();
    private @Nullable Supplier<Credentials> credentials;
    private boolean closed;

    private VivaceServer(Settings settings) {
        this.settings = settings;
    }

    /// @throws UserError if the settings ask for something that cannot be, such as a port in use
    public static RunningServer start(Settings settings) throws IOException {
        VivaceServer server = new VivaceServer(settings);
        try {
            server.open();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void open() throws IOException {
        Instant started = Instant.now();
        ObjectStore objects = keep(DirectoryObjectStore.open(settings.storage().blocks()));
        SpanLog log = keep(LocalSpanLog.open(settings.storage().log(), LocalSpanLogOptions.DEFAULTS));
        BlockStore blocks = new BlockStore(objects, BlockWriter.Options.FLUSH, Clock.systemUTC());
        TenantControls tenants = tenants();
        MemoryBudget memory = MemoryBudget.ofHeap();
        SpanStore store = keep(new SpanStore(log, blocks, storeOptions(), tenants.limits(), memory, System::nanoTime));
        store.start();
        PrometheusRegistry registry = new PrometheusRegistry();
        Retention retention = retention(store, blocks, tenants.limits(), registry);
        keep(new RetentionTimer(retention, settings.retention().period()));
        if (settings.live().flushAtStop()) {
            keep((AutoCloseable) store::flushAll); // when the doors are closed, before the store is
        }

        StoreMetrics.register(store, retention, registry);
        ProcessMetrics.register(registry);
        RuntimeMetrics.register(registry);
        RoleMetrics.register(readiness, registry);
        LimitsMetrics.register(tenants.limits(), tenants.file(), registry);
        Settings defaults = new SettingsLoader(_ -> null).load(null, false, List.of());
        BuildInfo build = new BuildInfo(Version.current().number(), "", "", Instant.EPOCH);
        ServerFacts facts = new ServerFacts(
                build,
                started,
                () -> List.of(
                        new ServerFacts.ServiceState("span-log", "Running", ""),
                        new ServerFacts.ServiceState("live-store", "Running", ""),
                        new ServerFacts.ServiceState("querier", "Running", ""),
                        new ServerFacts.ServiceState("retention", "Running", retention.failure())),
                () -> SettingsYaml.of(settings),
                () -> SettingsYaml.difference(settings, defaults),
                () -> SettingsYaml.of(defaults),
                settings.notes(),
                controls(store));
        credentials = credentials();
        warnOfOpenDoors();
        HttpServers doors = doors(store, memory, tenants, registry, facts);
        keep(doors);
        readiness.ready();
        Settings.GrpcDoor grpc = settings.grpc();
        LOGGER.info(
                "ready in {} ms: API on {}{}, {}, data in {}",
                Duration.between(started, Instant.now()).toMillis(),
                settings.http(),
                grpc == null || doors.grpcQueriesPort() == null ? "" : ", queries over gRPC on " + grpc.door(),
                doorNames(settings.receivers(), doors),
                settings.storage().blocks());
    }

    private Retention retention(SpanStore store, BlockStore blocks, TenantLimits limits, PrometheusRegistry registry) {
        Settings.Retention written = settings.retention();
        return new Retention(
                blocks,
                new BlocksOfStore(store),
                limits,
                new RetentionRules(written.blockRetention(), written.compactedBlockRetention()),
                Clock.systemUTC(),
                registry);
    }

    private <T extends AutoCloseable> T keep(T part) {
        opened.add(part);
        return part;
    }

    private TenantControls tenants() throws IOException {
        Settings.Overrides overrides = settings.overrides();
        TenantLimits limits = new TenantLimits(new Overrides(overrides.defaults(), Map.of()));
        Settings.UserConfigurable user = overrides.userConfigurable();
        Path path = overrides.perTenantFile();
        OverridesFile file = null;
        if (path != null) {
            try {
                file = keep(OverridesFile.open(
                        path,
                        overrides.perTenantPeriod(),
                        new TenantOverrides(overrides, path.toString()),
                        limits,
                        Clock.systemUTC()));
            } catch (IOException e) {
                throw new UserError(
                        "the file with limits of single tenants, " + path + ", cannot be read: " + e,
                        "correct overrides.per_tenant_override_config, or put the file there");
            }
        }
        return new TenantControls(
                limits,
                file,
                user == null ? null : new UserOverrides(user.directory()),
                user != null && user.checkForConflicts());
    }

    private StoreOptions storeOptions() {
        long heap = Runtime.getRuntime().maxMemory();
        long table = Math.min(settings.live().maxBlockBytes(), (long) (heap * TABLE_SHARE_OF_HEAP));
        boolean asked = settings.live().maxBlockBytes() != Settings.Live.DEFAULTS.maxBlockBytes();
        if (asked && table < settings.live().maxBlockBytes()) { // of what nobody wrote nobody need hear
            LOGGER.warn(
                    "configuration: max_block_bytes: {} is more than this heap has room for, blocks are written"
                            + " from {} bytes in memory; start with a larger -Xmx for larger ones",
                    settings.live().maxBlockBytes(),
                    table);
        }
        long most = (long) (heap * LIVE_SHARE_OF_HEAP);
        long wanted = settings.live().maxLiveBytes();
        Duration idle = settings.live().traceIdle();
        Duration blockDuration = settings.live().maxBlockDuration();
        return new StoreOptions(
                new CutPolicy(idle.compareTo(blockDuration) > 0 ? blockDuration : idle, blockDuration),
                table,
                Math.max(table, wanted == 0 ? most : Math.min(wanted, most)));
    }

    private static ServerControls controls(SpanStore store) {
        return new ServerControls() {
            @Override
            public void flush() throws IOException {
                store.flushAll();
            }

            @Override
            public void shutdown() {
                Thread.ofPlatform().name("vivace-shutdown").start(() -> {
                    try {
                        store.flushAll();
                    } catch (IOException e) {
                        LOGGER.error("live spans could not be flushed before the shutdown; the log keeps them", e);
                    }
                    System.exit(0); // in order: the process has a hook that closes this server
                });
            }
        };
    }

    /// Who may use the doors; null if anybody may.
    private @Nullable Supplier<Credentials> credentials() throws IOException {
        Security security = settings.security();
        Path file = security.usersFile();
        Credentials users = security.users();
        if (file == null) {
            return users == null ? null : () -> users;
        }
        try {
            return new Reloaded<>(
                    "users", List.of(file), () -> UsersReader.file(file, System.getenv()::get), System::nanoTime);
        } catch (NoSuchFileException e) {
            throw new UserError(
                    "vivace.auth.users_file: '" + file + "' does not exist (expected: a file with users)", null);
        } catch (ConfigException e) {
            throw new UserError(String.valueOf(e.getMessage()), null);
        }
    }

    /// Whoever reaches a port that is open to other machines may read and write everything: said once.
    private void warnOfOpenDoors() {
        boolean authenticates = settings.security().authenticates();
        List<String> open = new ArrayList<>();
        if (!authenticates && !isLoopback(settings.http())) {
            open.add("the query API on " + settings.http());
        }
        Settings.GrpcDoor grpc = settings.grpc();
        if (!authenticates && grpc != null && !grpc.door().equals(settings.http()) && !isLoopback(grpc.door())) {
            open.add("queries over gRPC on " + grpc.door());
        }
        for (Receivers.Receiver receiver : settings.receivers().all()) {
            PortTls tls = receiver.tls();
            boolean verified = tls != null && tls.clients() == PortTls.Clients.VERIFIED;
            boolean known = verified || authenticates && !receiver.protocol().isUdp();
            if (!known && !isLoopback(receiver.door())) {
                open.add(receiver.protocol().words() + " on " + receiver.door());
            }
        }
        if (!open.isEmpty()) {
            LOGGER.warn(
                    "anybody who reaches this machine may use {}: {}",
                    String.join(", ", open),
                    authenticates
                            ? "UDP knows no users; listen on localhost"
                            : "no authentication is configured; name users below 'vivace.auth', or listen on"
                                    + " localhost");
        }
    }

    private static boolean isLoopback(Door door) {
        InetAddress address = door.bindAddress().getAddress();
        return address != null && address.isLoopbackAddress();
    }

    private HttpServers doors(
            SpanStore store,
            MemoryBudget memory,
            TenantControls tenants,
            PrometheusRegistry registry,
            ServerFacts facts) {
        SpanIntake intake =
                new Admission(store, tenants.limits(), settings.serving().retryAfter(), System::nanoTime, registry);
        try {
            return HttpServers.start(
                    httpSettings(),
                    intake,
                    new StoreQueries(store::source, keep(new IdleThreads(HELPING_THREADS))),
                    memory,
                    registry,
                    readiness,
                    facts,
                    tenants,
                    Clock.systemUTC());
        } catch (PortUnavailableException e) {
            throw new UserError(String.valueOf(e.getMessage()), null);
        }
    }

    private HttpSettings httpSettings() {
        HttpSettings defaults = HttpSettings.DEFAULTS;
        int concurrent = settings.queries().maxConcurrent();
        ReceiveSettings receive = ReceiveSettings.DEFAULTS;
        Receivers receivers = settings.receivers();
        int httpBytes = limit(receivers.maxHttpBytes(), receive.maxRequestBytes());
        int grpcBytes = limit(receivers.maxGrpcBytes(), receive.maxGrpcMessageBytes());
        Settings.GrpcDoor grpc = settings.grpc();
        long inFlight = Math.max(
                Math.min(receive.maxBytesInFlight(), Runtime.getRuntime().maxMemory() / 10),
                Math.max(2L * httpBytes, 2L * grpcBytes));
        return new HttpSettings(
                        settings.http().bindAddress(),
                        settings.apiPrefix(),
                        receivers.all().stream()
                                .filter(this::isWanted)
                                .map(VivaceServer::listener)
                                .toList(),
                        new ReceiveSettings(
                                httpBytes,
                                httpBytes,
                                grpcBytes,
                                inFlight,
                                settings.tenants() == Settings.Tenants.BY_HEADER,
                                settings.serving().retryAfter(),
                                receive.requestTimeout()),
                        settings.queries().limits(),
                        defaults.queryLimits().withTimeout(settings.queries().timeout()),
                        defaults.decoderThreads(),
                        concurrent == 0 ? defaults.queryThreads() : Math.min(concurrent, defaults.queryThreads()),
                        Math.min(settings.queries().maxOutstanding(), MOST_OUTSTANDING),
                        settings.serving(),
                        credentials,
                        settings.security().apiTls())
                .below(settings.pathPrefix())
                .with(
                        grpc == null
                                ? null
                                : new HttpSettings.GrpcPort(
                                        grpc.door().bindAddress(), grpc.required(), grpc.maxConnections()));
    }

    private static int limit(long configured, int absent) {
        return configured == 0 ? absent : Math.toIntExact(configured);
    }

    /// UDP knows no users: where there are some, such a port is opened only for who asks for it.
    private boolean isWanted(Receivers.Receiver receiver) {
        return receiver.required()
                || !receiver.protocol().isUdp()
                || !settings.security().authenticates();
    }

    private static Listener listener(Receivers.Receiver receiver) {
        return new Listener(
                receiver.protocol(),
                receiver.door().bindAddress(),
                receiver.setting(),
                receiver.cors(),
                receiver.udp(),
                receiver.typedTags(),
                receiver.tls(),
                receiver.required());
    }

    private static String doorNames(Receivers receivers, HttpServers servers) {
        return receivers.all().stream()
                .filter(receiver -> servers.port(receiver.protocol()) != null)
                .map(receiver -> receiver.protocol().words() + " on " + receiver.door())
                .collect(Collectors.joining(", "));
    }

    /// Whoever spreads requests over servers needs a while to notice that this one is not ready any more.
    private void waitForLoadBalancers() {
        try {
            TimeUnit.NANOSECONDS.sleep(settings.shutdownDelay().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        readiness.stopping();
        waitForLoadBalancers();
        for (AutoCloseable part : opened.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                LOGGER.error("{} did not stop cleanly", part.getClass().getSimpleName(), e);
            }
        }
        LOGGER.info("stopped");
    }
}
