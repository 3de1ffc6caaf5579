package dev.vivace.server.config;

import dev.vivace.server.config.Settings.GrpcDoor;
import dev.vivace.server.config.Settings.Live;
import dev.vivace.server.config.Settings.Log;
import dev.vivace.server.config.Settings.Overrides;
import dev.vivace.server.config.Settings.Queries;
import dev.vivace.server.config.Settings.Retention;
import dev.vivace.server.config.Settings.Serving;
import dev.vivace.server.config.Settings.Storage;
import dev.vivace.server.config.Settings.Tenants;
import dev.vivace.server.config.Settings.UserConfigurable;
import dev.vivace.tenancy.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Translates the sections of a `tempo.yaml`, whatever its age, into [Settings]: one method per section.
/// Where two ages name the same thing, the newer name wins. Confined to one thread.
final class SettingsReader {
    private static final int DEFAULT_HTTP_PORT = 3200;
    private static final int DEFAULT_GRPC_PORT = 9095;
    private static final Set<String> WHOLE = Set.of("all", "all-3.0", "scalable-single-binary");

    /// Each is one process of several, whose work this process does together.
    private static final Set<String> PARTS = Set.of(
            "distributor",
            "ingester",
            "live-store",
            "block-builder",
            "metrics-generator",
            "metrics-generator-no-local-blocks",
            "querier",
            "query-frontend",
            "compactor",
            "backend-scheduler",
            "backend-worker",
            "overrides-api",
            "usage-report");

    private final SectionReader root;
    private final StartupNotes notes;

    SettingsReader(SectionReader root, StartupNotes notes) {
        this.root = root;
        this.notes = notes;
    }

    /// Problems are in the reader's list; the settings are only good if there are none.
    Settings read() {
        target();
        SectionReader server = root.section("server");
        Door http =
                new Door(server.text("http_listen_address", ""), server.port("http_listen_port", DEFAULT_HTTP_PORT));
        boolean byHeader = root.bool("multitenancy_enabled", root.bool("auth_enabled", false));
        GrpcDoor grpc = grpc(server, http);
        Receivers receivers = new ReceiversReader(
                        root.section("distributor.receivers"), http, grpc.required() ? grpc.door() : null, notes)
                .read();
        Live live = live();
        Storage storage = storage();
        Overrides overrides = overrides(storage.blocks());
        Queries queries = new QueriesReader(root, notes).read();
        Retention retention = new RetentionReader(root, notes).read(queries);
        Serving serving = serving(server);
        Log log = new Log(
                server.oneOf("log_level", Log.DEFAULTS.level(), Log.Level.class),
                server.oneOf("log_format", Log.DEFAULTS.format(), Log.Format.class));
        Duration shutdownDelay = root.duration("shutdown_delay", Duration.ZERO);
        return new Settings(
                http,
                grpc.required() || !receivers.overlap(grpc.door()) ? grpc : null,
                prefix(server, "http_path_prefix"),
                prefix(root, "http_api_prefix"),
                receivers,
                byHeader ? Tenants.BY_HEADER : Tenants.SINGLE,
                live,
                storage,
                retention,
                overrides,
                queries,
                serving,
                SecurityReader.read(root),
                log,
                shutdownDelay,
                notes.lines());
    }

    /// Without a word about it the usual port is opened where the API is, if it is free.
    private static GrpcDoor grpc(SectionReader server, Door http) {
        String address = server.text("grpc_listen_address", "");
        boolean written =
                !address.isEmpty() || !server.text("grpc_listen_port", "").isEmpty();
        Door door =
                new Door(address.isEmpty() ? http.host() : address, server.port("grpc_listen_port", DEFAULT_GRPC_PORT));
        boolean shared = door.equals(http) || door.isEveryAddress() && http.isEveryAddress();
        if (door.port() != 0 && door.overlaps(http) && !shared) {
            server.refuse(
                    "grpc_listen_port",
                    "'" + door + "' and '" + http + "', of http_listen_port, cannot both be open (expected: the same"
                            + " address in both, which then share the port, or a port of its own)");
        }
        return new GrpcDoor(door, written, server.count("grpc_listen_conn_limit", 0));
    }

    private static String prefix(SectionReader section, String key) {
        String prefix = section.text(key, "").replaceFirst("/+$", "");
        if (prefix.isEmpty() || prefix.matches("(/[A-Za-z0-9._~-]+)+")) {
            return prefix;
        }
        section.refuse(key, "'" + prefix + "' (expected: a path that starts with '/', such as '/tempo')");
        return "";
    }

    private void target() {
        String target = root.text("target", "all");
        if (PARTS.contains(target)) {
            root.refuse(
                    "target",
                    "'" + target + "' is one process of several; this version does the work of all of them in one"
                            + " (expected: all). Start it once, and point senders and Grafana at it");
        } else if (!WHOLE.contains(target)) {
            String meant = Spelling.nearest(
                    target,
                    Stream.concat(WHOLE.stream(), PARTS.stream()).sorted().toList());
            root.refuse(
                    "target",
                    "'" + target + "'" + (meant == null ? "" : ", did you mean '" + meant + "'?")
                            + " (expected: all; this version runs as one process)");
        } else if (!target.equals("all")) {
            notes.add(
                    "target: " + target,
                    "runs as 'all', one process; start it once, several processes would not share their data");
        }
    }

    private Live live() {
        SectionReader store = root.section("live_store");
        SectionReader ingester = root.section("ingester");
        SectionReader builder = root.section("block_builder");
        Live absent = Live.DEFAULTS;
        Duration idle = store.duration("max_trace_idle", ingester.duration("trace_idle_period", absent.traceIdle()));
        Duration duration = store.duration(
                "max_block_duration",
                ingester.duration(
                        "max_block_duration", builder.duration("consume_cycle_duration", absent.maxBlockDuration())));
        long bytes = store.bytes(
                "max_block_bytes",
                ingester.bytes(
                        "max_block_bytes", builder.section("block").bytes("max_block_bytes", absent.maxBlockBytes())));
        long liveBytes = store.bytes("max_live_traces_bytes", absent.maxLiveBytes());
        boolean flushAtStop = ingester.bool("flush_all_on_shutdown", absent.flushAtStop());
        SectionReader section = store.isEmpty() ? ingester.isEmpty() ? builder : ingester : store;
        return section.build(absent, () -> new Live(idle, duration, bytes, liveBytes, flushAtStop));
    }

    private Serving serving(SectionReader server) {
        Serving absent = Serving.DEFAULTS;
        Duration stop = server.duration("graceful_shutdown_timeout", absent.stopTimeout());
        SectionReader distributor = root.section("distributor");
        String retryKey = "retry_after_on_resource_exhausted";
        Duration retry = distributor.duration(retryKey, absent.retryAfter());
        if (retry.compareTo(Serving.SHORTEST_RETRY) < 0) {
            retry = Serving.SHORTEST_RETRY;
            notes.add(
                    "distributor." + retryKey,
                    "without a time to come back, senders drop what was refused; " + GoDuration.format(retry)
                            + " is used");
        }
        return new Serving(
                server.duration("http_server_idle_timeout", absent.idleTimeout()),
                server.count("http_listen_conn_limit", absent.maxConnections()),
                server.bool("register_instrumentation", absent.metrics()),
                root.section("query_frontend").section("mcp_server").bool("enabled", absent.mcp()),
                stop.compareTo(Serving.SHORTEST_STOP) < 0 ? Serving.SHORTEST_STOP : stop,
                retry);
    }

    private Storage storage() {
        SectionReader trace = root.section("storage.trace");
        String backend = trace.text("backend", "local").toLowerCase(Locale.ROOT);
        switch (backend) {
            case "local" -> {}
            case "s3", "gcs", "azure" ->
                trace.refuse(
                        "backend",
                        "'" + backend + "' is understood, but this version stores blocks in a local directory only"
                                + " (expected: local). To start without it, write 'backend: local' and a directory"
                                + " in storage.trace.local.path; the section '" + backend + ":' may stay");
            default -> trace.refuse("backend", "'" + backend + "' (expected: local, s3, gcs or azure)");
        }
        Path blocks = trace.section("local").path("path", Storage.DEFAULTS.blocks());
        // Beside the blocks: with the usual /var/tempo/traces this is Tempo's own default, /var/tempo/wal.
        SectionReader wal = trace.section("wal");
        Path log = root.section("live_store.wal").path("path", wal.path("path", blocks.resolveSibling("wal")));
        if (blocks.toAbsolutePath().normalize().equals(log.toAbsolutePath().normalize())) {
            wal.refuse("path", "'" + log + "' (expected: another directory than local.path)");
        }
        return new Storage(blocks, log);
    }

    private Overrides overrides(Path blocks) {
        SectionReader section = root.section("overrides");
        SectionReader defaults = section.section("defaults");
        SectionReader distributor = root.section("distributor");
        int attributeBytes = distributor.count("max_attribute_bytes", distributor.count("max_span_attr_byte", 0));
        Limits limits = TenantOverrides.withAttributeLimit(
                new LimitsReader(defaults, section, Limits.DEFAULTS).read(), attributeBytes);
        String file = section.text("per_tenant_override_config", "");
        Duration period = section.duration("per_tenant_override_period", Overrides.DEFAULTS.perTenantPeriod());
        UserConfigurable user = userConfigurable(section.section("user_configurable_overrides"), blocks);
        return section.build(
                Overrides.DEFAULTS,
                () -> new Overrides(limits, attributeBytes, file.isEmpty() ? null : Path.of(file), period, user));
    }

    private static @Nullable UserConfigurable userConfigurable(SectionReader section, Path blocks) {
        boolean enabled = section.bool("enabled", false);
        SectionReader client = section.section("client");
        String backend = client.text("backend", "local");
        Path beside = blocks.toAbsolutePath().getParent();
        Path directory = client.section("local").path("path", beside == null ? blocks : beside);
        boolean check = section.section("api").bool("check_for_conflicting_runtime_overrides", false);
        if (!enabled) {
            return null;
        }
        if (!backend.equals("local") && !backend.isEmpty()) {
            client.refuse(
                    "backend",
                    "'" + backend + "' (expected: local, with client.local.path; this version keeps the overrides of"
                            + " tenants in a directory only)");
        }
        return new UserConfigurable(directory, check);
    }
}
