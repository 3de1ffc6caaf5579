package dev.vivace.server;

import dev.vivace.block.meta.BlockStore;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.ingest.receive.ReceiveSettings;
import dev.vivace.ingest.store.SpanStore;
import dev.vivace.ingest.store.StoreOptions;
import dev.vivace.live.CutPolicy;
import dev.vivace.log.LocalSpanLog;
import dev.vivace.log.LocalSpanLogOptions;
import dev.vivace.log.SpanLog;
import dev.vivace.objectstore.DirectoryObjectStore;
import dev.vivace.objectstore.ObjectStore;
import dev.vivace.query.IdleThreads;
import dev.vivace.query.StoreQueries;
import dev.vivace.server.config.QuestionLimits;
import dev.vivace.server.config.Receivers;
import dev.vivace.server.config.Settings;
import dev.vivace.server.config.SettingsLoader;
import dev.vivace.server.config.SettingsYaml;
import dev.vivace.server.http.BuildInfo;
import dev.vivace.server.http.HttpServers;
import dev.vivace.server.http.HttpSettings;
import dev.vivace.server.http.Listener;
import dev.vivace.server.http.PortUnavailableException;
import dev.vivace.server.http.Readiness;
import dev.vivace.server.http.ServerFacts;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All rooms wired together: log and blocks opened, replayed, doors opened; and closed again in the
/// opposite order.
public final class VivaceServer implements RunningServer {

    private static final Logger LOGGER = LoggerFactory.getLogger(VivaceServer.class);

    /// Of the heap: what live tables may take before requests are refused. A flush needs about as much
    /// again for a
    /// moment, and queries the rest.
    private static final double LIVE_SHARE_OF_HEAP = 0.35;

    private static final double TABLE_SHARE_OF_HEAP = 0.2;

    /// The queue of queries takes room for as many from the start.
    private static final int MOST_OUTSTANDING = 100_000;

    /// Threads that help single queries: one core is left to those who send.
    private static final int HELPING_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

    private final Settings settings;
    private final Readiness readiness = new Readiness("LiveStore not ready: taking spans again from the span log");
    private final List<AutoCloseable> opened = new ArrayList<>();
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
        SpanStore store = keep(new SpanStore(log, blocks, storeOptions(), System::nanoTime));
        store.start();
        if (settings.live().flushAtStop()) {
            keep((AutoCloseable) store::flushAll); // when the doors are closed, before the store is
        }

        PrometheusRegistry registry = new PrometheusRegistry();
        StoreMetrics.register(store, registry);
        Settings defaults = new SettingsLoader(_ -> null).load(null, false, List.of());
        BuildInfo build = new BuildInfo(Version.current().number(), "", "", Instant.EPOCH);
        ServerFacts facts = new ServerFacts(
                build,
                started,
                () -> List.of(
                        new ServerFacts.ServiceState("span-log", "Running", ""),
                        new ServerFacts.ServiceState("live-store", "Running", ""),
                        new ServerFacts.ServiceState("querier", "Running", "")),
                () -> SettingsYaml.of(settings),
                () -> SettingsYaml.difference(settings, defaults),
                () -> SettingsYaml.of(defaults),
                settings.notes());
        HttpServers doors = doors(store, registry, facts);
        keep(doors);
        readiness.ready();
        LOGGER.info(
                "ready in {} ms: API on {}, {}, data in {}",
                Duration.between(started, Instant.now()).toMillis(),
                settings.http(),
                doorNames(settings.receivers(), doors),
                settings.storage().blocks());
    }

    private <T extends AutoCloseable> T keep(T part) {
        opened.add(part);
        return part;
    }

    private StoreOptions storeOptions() {
        long heap = Runtime.getRuntime().maxMemory();
        long table = Math.min(settings.live().maxBlockBytes(), (long) (heap * TABLE_SHARE_OF_HEAP));
        if (table < settings.live().maxBlockBytes()) {
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

    private HttpServers doors(SpanStore store, PrometheusRegistry registry, ServerFacts facts) {
        try {
            return HttpServers.start(
                    httpSettings(),
                    store,
                    new StoreQueries(store::source, keep(new IdleThreads(HELPING_THREADS))),
                    registry,
                    readiness,
                    facts,
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
        long inFlight = Math.max(
                Math.min(receive.maxBytesInFlight(), Runtime.getRuntime().maxMemory() / 8),
                Math.max(2L * httpBytes, 2L * grpcBytes));
        return new HttpSettings(
                settings.http().bindAddress(),
                settings.apiPrefix(),
                receivers.all().stream().map(VivaceServer::listener).toList(),
                new ReceiveSettings(
                        httpBytes,
                        httpBytes,
                        grpcBytes,
                        inFlight,
                        settings.tenants() == Settings.Tenants.BY_HEADER,
                        settings.serving().retryAfter(),
                        receive.requestTimeout()),
                questionLimits(),
                defaults.queryLimits().withTimeout(settings.queries().timeout()),
                defaults.decoderThreads(),
                concurrent == 0 ? defaults.queryThreads() : Math.min(concurrent, defaults.queryThreads()),
                Math.min(settings.queries().maxOutstanding(), MOST_OUTSTANDING),
                settings.serving());
    }

    /// A tenant's limit of ranges, where there is one, stands for the one of all.
    private QuestionLimits questionLimits() {
        QuestionLimits limits = settings.queries().limits();
        Duration ofTenants = settings.limits().maxSearchDuration();
        return ofTenants.isZero() ? limits : limits.withMaxSearchDuration(ofTenants);
    }

    private static int limit(long configured, int absent) {
        return configured == 0 ? absent : Math.toIntExact(configured);
    }

    private static Listener listener(Receivers.Receiver receiver) {
        return new Listener(
                receiver.protocol(),
                receiver.door().bindAddress(),
                receiver.setting(),
                receiver.cors(),
                receiver.udp(),
                receiver.typedTags(),
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
