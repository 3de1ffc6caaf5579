package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vivace.server.UserError;
import dev.vivace.server.access.PortTls;
import dev.vivace.server.access.PortTls.Clients;
import dev.vivace.server.access.TlsTerms;
import dev.vivace.server.config.Settings.GrpcDoor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsLoaderTest {

    private static Settings parse(String yaml, GoFlag.Given... flags) {
        return new SettingsLoader(Map.of("HOST", "10.0.0.1")::get)
                .parse(yaml, "tempo.yaml", true, Arrays.asList(flags));
    }

    private static List<String> problems(String yaml, GoFlag.Given... flags) {
        return catchThrowableOfType(ConfigException.class, () -> parse(yaml, flags))
                .problems();
    }

    private static GoFlag.Given flag(String name, String value) {
        GoFlag flag = GoFlag.all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new GoFlag.Given(flag, value);
    }

    @Test
    void withoutFileOnlyThisMachineCanReachTheServer() {
        Settings settings = new SettingsLoader(Map.<String, String>of()::get).load(null, true, List.of());

        assertThat(settings.http()).isEqualTo(new Door("localhost", 3200));
        assertThat(settings.grpc()).isEqualTo(new GrpcDoor(new Door("localhost", 9095), false, 0));
        assertThat(settings.otlp()).isEqualTo(Settings.Otlp.DEFAULTS);
        assertThat(settings.storage())
                .isEqualTo(new Settings.Storage(Path.of("vivace-data/blocks"), Path.of("vivace-data/wal")));
        assertThat(settings.notes()).isEmpty();
    }

    @Test
    void flagsWinOverTheFile() {
        Settings settings = parse(
                "server:\n  http_listen_port: 3100\nstorage: {trace: {local: {path: /a}}}\n",
                flag("server.http-listen-port", "3300"),
                flag("multitenancy.enabled", "true"),
                flag("storage.trace.wal.path", "/b/log"));

        assertThat(settings.http().port()).isEqualTo(3300);
        assertThat(settings.tenants()).isEqualTo(Settings.Tenants.BY_HEADER);
        assertThat(settings.storage()).isEqualTo(new Settings.Storage(Path.of("/a"), Path.of("/b/log")));
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 9095, false",
        "'http_listen_address: 127.0.0.1', 127.0.0.1, 9095, false",
        "'http_listen_address: 127.0.0.1, grpc_listen_address: \"\", grpc_listen_port:', 127.0.0.1, 9095, false",
        "'http_listen_address: 127.0.0.1, grpc_listen_address: \"\", grpc_listen_port: 9096', 127.0.0.1, 9096, true",
        "'http_listen_address: 127.0.0.1, grpc_listen_address: 0.0.0.0', 0.0.0.0, 9095, true",
        "'grpc_listen_port: 0', '', 0, true",
        "'grpc_listen_address: 0.0.0.0, grpc_listen_port: 3200', 0.0.0.0, 3200, true",
        "'http_listen_port: 9095', '', 9095, false",
    })
    void grpcQueriesHaveAPortWhereTheApiListens(String server, String host, int port, boolean required) {
        assertThat(parse("server: {" + server + "}").grpc()).isEqualTo(new GrpcDoor(new Door(host, port), required, 0));
    }

    @Test
    void grpcQueriesPortCanBeMovedByFlagsAndLimited() {
        Settings settings = parse(
                "server: {http_listen_address: 127.0.0.1, grpc_listen_conn_limit: 7}",
                flag("server.grpc-listen-address", "127.0.0.2"),
                flag("server.grpc-listen-port", "9096"));

        assertThat(settings.grpc()).isEqualTo(new GrpcDoor(new Door("127.0.0.2", 9096), true, 7));
        assertThat(settings.notes()).isEmpty();
    }

    @Test
    void grpcQueriesGiveWayToAReceiverUnlessTheirPortIsWritten() {
        String receiver = "distributor: {receivers: {otlp: {protocols: {grpc: {endpoint: '0.0.0.0:9095'}}}}}\n";

        assertThat(parse(receiver).grpc()).isNull();
        assertThat(parse(receiver + "server: {grpc_listen_port: 9096}").grpc()).isNotNull();
        assertThat(problems(receiver + "server: {grpc_listen_port: 9095}"))
                .containsExactly(
                        "tempo.yaml:1:63: distributor.receivers.otlp.protocols.grpc.endpoint: '0.0.0.0:9095' is"
                                + " where queries are answered (expected: a port of its own)");
    }

    @Test
    void oneAddressOfAPortAndAllOfThemAreNotTwoPorts() {
        assertThat(problems(
                        "server: {http_listen_address: 127.0.0.1, grpc_listen_address: '::', grpc_listen_port: 3200}"))
                .containsExactly("tempo.yaml:1:87: server.grpc_listen_port: '[::]:3200' and '127.0.0.1:3200', of"
                        + " http_listen_port, cannot both be open (expected: the same address in both, which then share"
                        + " the port, or a port of its own)");
        assertThat(problems("server: {grpc_listen_port: 65536}"))
                .containsExactly(
                        "tempo.yaml:1:28: server.grpc_listen_port: '65536' (expected: a port, 0 to 65535 (0: any"
                                + " free port))");
    }

    @Test
    void flagOfFormerTimesIsANote() {
        assertThat(parse("", flag("mem-ballast-size-mbs", "1024")).notes())
                .containsExactly("-mem-ballast-size-mbs: about the Go runtime, without meaning here");
    }

    @Test
    void everyFlagSetsAKnownKey() {
        for (GoFlag flag : GoFlag.all()) {
            if (!flag.key().isEmpty()) {
                String value = flag.key().contains("path") ? "/x" : flag.isSwitch() ? "true" : "7h";
                try {
                    parse("", new GoFlag.Given(flag, value));
                } catch (ConfigException e) {
                    assertThat(e.problems()).as(flag.name()).noneMatch(problem -> problem.contains("unknown key"));
                }
            }
        }
    }

    @Test
    void wrongFlagValueNamesTheFlag() {
        assertThat(problems("", flag("server.http-listen-port", "web")))
                .containsExactly("-server.http-listen-port: server.http_listen_port: 'web' (expected: a whole number)");
    }

    @Test
    void unknownKeyIsRefusedWithPlaceAndNearestKey() {
        assertThat(problems("server:\n  http_listen_prot: 3200\n"))
                .containsExactly("tempo.yaml:2:3: unknown key 'http_listen_prot' in server, did you mean"
                        + " 'http_listen_port'?");
    }

    @Test
    void keyInTheWrongSectionIsShownItsPlace() {
        assertThat(problems("server:\n  trace_idle_period: 5s\n"))
                .containsExactly("tempo.yaml:2:3: unknown key 'trace_idle_period' in server; there is"
                        + " 'ingester.trace_idle_period', is the indentation right?");
    }

    @Test
    void composeFileIsRecognised() {
        assertThat(problems("services:\n  tempo:\n    image: x\n"))
                .singleElement()
                .asString()
                .contains("this looks like a compose file");
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        assertThat(problems("""
                        server:
                          http_listen_port: 99999
                          log_level: loud
                        ingester:
                          trace_idle_period: 10
                          max_block_duration: 7d
                        distributor:
                          receivers:
                            otlp:
                              protocols:
                                grpc:
                                  endpoint: http://localhost
                        wrong: 1
                        """))
                .containsExactly(
                        "tempo.yaml:2:21: server.http_listen_port: '99999' (expected: a port, 0 to 65535 (0: any free"
                                + " port))",
                        "tempo.yaml:3:14: server.log_level: 'loud' (expected: debug, info, warn, error)",
                        "tempo.yaml:5:22: ingester.trace_idle_period: '10' (expected: a duration with a unit, such as"
                                + " 10s; a bare number means nanoseconds)",
                        "tempo.yaml:6:23: ingester.max_block_duration: '7d' (expected: a duration in h, m, s, ms, us or"
                                + " ns; 'd' is not understood here, write 168h)",
                        "tempo.yaml:12:21: distributor.receivers.otlp.protocols.grpc.endpoint: 'http://localhost'"
                                + " (expected: host:port, such as 0.0.0.0:4317 or [::]:4317, without a scheme)",
                        "tempo.yaml:13:1: unknown key 'wrong' at the top level (known here: auth_enabled,"
                                + " autocomplete_filtering_enabled, backend_scheduler, backend_scheduler_client,"
                                + " backend_worker, block_builder, cache, compactor, distributor,"
                                + " enable_go_runtime_metrics, http_api_prefix, ingest, …)");
    }

    @Test
    void valuesThatCannotBeAreRefusedAtTheirSection() {
        assertThat(problems("live_store:\n  max_trace_idle: 1m\n  max_block_bytes: 10\n"))
                .containsExactly("tempo.yaml:2:3: live_store: max_block_bytes: 10 (expected: at least 1024)");
    }

    @Test
    void twiceTheSameKeyIsRefused() {
        assertThat(problems("server:\n  http_listen_port: 1\n  http_listen_port: 2\n"))
                .containsExactly("tempo.yaml:3:3: key 'http_listen_port' appears twice in the same section (first at"
                        + " tempo.yaml:2:3); keep one");
    }

    @Test
    void brokenYamlIsShownItsPlace() {
        assertThat(problems("server:\n\thttp_listen_port: 1\n"))
                .singleElement()
                .asString()
                .startsWith("tempo.yaml:2:1: not YAML")
                .contains("never with tabs");
        assertThat(problems("just words"))
                .containsExactly("tempo.yaml:1:1: 'just words' (expected: keys, such as 'server:')");
        assertThat(problems("a: *nobody")).singleElement().asString().startsWith("tempo.yaml:1:4: not YAML");
        assertThat(problems("a: &a\n  b: *a\n")).singleElement().asString().contains("anchor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\n",
                "ingester: {}\n",
                "ingester:\n",
                "overrides:\n  per_tenant_override_config: /conf/overrides.yaml\n",
                "x-nothing: &x {http_listen_port: 1}\n"
            })
    void emptySectionsAreLegal(String yaml) {
        if (yaml.startsWith("x-")) {
            assertThat(problems(yaml)).hasSize(1);
        } else {
            assertThat(parse(yaml).http().port()).isEqualTo(3200);
        }
    }

    @Test
    void mergeKeysAreFollowed() {
        Settings settings = parse("""
                ingester: &periods
                  max_block_duration: 3m
                live_store:
                  <<: *periods
                  max_block_bytes: 5MiB
                """);

        assertThat(settings.live().maxBlockDuration()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.live().maxBlockBytes()).isEqualTo(5 * 1024 * 1024);
    }

    @Test
    void receiversOpenWhatTheyName() {
        Settings settings = parse("""
                distributor:
                  receivers:
                    jaeger:
                      protocols:
                        thrift_http:
                          endpoint: 0.0.0.0:14268
                    zipkin:
                    opencensus:
                    otlp:
                      protocols:
                        grpc:
                        http:
                          endpoint: "${HOST}:4319"
                """);

        assertThat(settings.otlp().grpc()).isEqualTo(Settings.OtlpDoor.DEFAULT_GRPC);
        assertThat(settings.otlp().http())
                .isEqualTo(new Settings.OtlpDoor(new Door("10.0.0.1", 4319), 20 * 1024 * 1024));
        assertThat(settings.receivers().all())
                .extracting(receiver -> receiver.protocol() + " " + receiver.door() + " " + receiver.setting())
                .containsExactly(
                        "JAEGER_HTTP 0.0.0.0:14268 distributor.receivers.jaeger.protocols.thrift_http.endpoint",
                        "ZIPKIN localhost:9411 distributor.receivers.zipkin.endpoint",
                        "OTLP_GRPC localhost:4317 distributor.receivers.otlp.protocols.grpc.endpoint",
                        "OTLP_HTTP 10.0.0.1:4319 distributor.receivers.otlp.protocols.http.endpoint");
        assertThat(settings.notes())
                .containsExactly("distributor.receivers.opencensus: OpenCensus has ended, its successor is OTLP;"
                        + " nothing is received for it");
    }

    @Test
    void whatTheHelmChartRendersLoads() {
        Settings settings = parse("""
                memberlist:
                  cluster_label: "tempo.observability"
                multitenancy_enabled: false
                usage_report:
                  reporting_enabled: true
                compactor:
                  compaction:
                    block_retention: 24h
                distributor:
                  receivers:
                    jaeger:
                      protocols:
                        grpc: {endpoint: 0.0.0.0:14250}
                        thrift_binary: {endpoint: 0.0.0.0:6832}
                        thrift_compact: {endpoint: 0.0.0.0:6831}
                        thrift_http: {endpoint: 0.0.0.0:14268}
                    opencensus: null
                    otlp:
                      protocols:
                        grpc: {endpoint: 0.0.0.0:4317}
                        http: {endpoint: 0.0.0.0:4318}
                ingester:
                  {}
                server:
                  http_listen_port: 3100
                storage:
                  trace:
                    backend: local
                    local: {path: /var/tempo/traces}
                    wal: {path: /var/tempo/wal}
                querier:
                  {}
                query_frontend:
                  {}
                overrides:
                  defaults: {}
                  per_tenant_override_config: /conf/overrides.yaml
                metrics_generator:
                  storage:
                    path: "/tmp/tempo"
                    remote_write:
                      - url: http://prometheus.monitoring:9090/api/v1/write
                """, flag("mem-ballast-size-mbs", "1024"));

        assertThat(settings.http().port()).isEqualTo(3100);
        assertThat(settings.overrides().perTenantFile()).isEqualTo(Path.of("/conf/overrides.yaml"));
        assertThat(settings.notes()).hasSize(5);
    }

    @Test
    void settingsOfEveryAgeLoad() {
        Settings settings = parse("""
                target: scalable-single-binary
                auth_enabled: on
                stream_over_http_enabled: true
                memory: {automemlimit_enabled: true}
                server: {grpc_server_max_recv_msg_size: 0x1000000, http_server_write_timeout: 2m, log_format: json}
                live_store: {max_trace_idle: 1s, partition_ring: {kvstore: {store: memberlist}}}
                block_builder: {consume_cycle_duration: 30s}
                backend_worker: {compaction: {block_retention: 10h}}
                backend_scheduler: {provider: {compaction: {compaction: {compaction_window: 2h}, max_input_blocks: 4}}}
                ingest: {kafka: {address: kafka:9092, topic: traces}}
                storage:
                  trace:
                    block: {version: vParquet2, parquet_dedicated_columns: [{scope: span, name: x, type: string}]}
                    cache: memcached
                    memcached: {host: m, service: s}
                    s3: {bucket: b, tags: {team: a}, sse: {type: SSE-KMS}}
                cache: {caches: [{roles: [bloom], redis: {endpoint: "r:6379"}}]}
                query_frontend: {search: {max_duration: 0, default_result_limit: 50}, metrics: {max_duration: 24h}}
                metrics_generator: {processor: {span_metrics: {dimensions: [a, b], histogram_buckets: [0.1, 1e1]}}}
                overrides:
                  metrics_generator_processors: [service-graphs, span-metrics]
                  max_bytes_per_trace: 5_000_000
                """);

        assertThat(settings.tenants()).isEqualTo(Settings.Tenants.BY_HEADER);
        assertThat(settings.live().traceIdle()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.retention())
                .isEqualTo(new Settings.Retention(
                        Duration.ofHours(10), Duration.ofHours(1), Duration.ofHours(2), Duration.ofMinutes(1)));
        assertThat(settings.log().format()).isEqualTo(Settings.Log.Format.JSON);
        assertThat(settings.notes())
                .contains("target: scalable-single-binary: runs as 'all', one process; start it once, several processes"
                        + " would not share their data");
    }

    @Test
    void onlyTheConfiguredProtocolHasADoor() {
        Settings settings =
                parse("distributor: {receivers: {otlp: {protocols: {http: {max_request_body_size: 1MiB}}}}}");

        assertThat(settings.otlp().grpc()).isNull();
        assertThat(settings.otlp().http()).isEqualTo(new Settings.OtlpDoor(new Door("localhost", 4318), 1024 * 1024));
    }

    @Test
    void certificatesOfPortsAreRead() {
        Settings settings = parse("""
                server: {http_tls_config: {cert_file: /a.crt, key_file: /a.key, client_ca_file: /ca.crt,
                  client_auth_type: RequireAndVerifyClientCert}}
                distributor: {receivers: {otlp: {protocols: {
                  grpc: {tls: {cert_file: /b.crt, key_file: /b.key, client_ca_file: /ca.crt}},
                  http: {tls: {cert_file: /b.crt, key_file: /b.key}}}}}}
                """);

        assertThat(settings.security().apiTls())
                .isEqualTo(new PortTls(Path.of("/a.crt"), Path.of("/a.key"), Path.of("/ca.crt"), Clients.VERIFIED));
        assertThat(settings.receivers().all())
                .extracting(Receivers.Receiver::tls)
                .containsExactly(
                        new PortTls(Path.of("/b.crt"), Path.of("/b.key"), Path.of("/ca.crt"), Clients.VERIFIED),
                        new PortTls(Path.of("/b.crt"), Path.of("/b.key"), null, Clients.ANYBODY));
        assertThat(settings.security().authenticates()).isFalse();
    }

    @Test
    void termsOfTlsAreRead() {
        Settings settings = parse("""
                server:
                  tls_min_version: VersionTLS13
                  tls_cipher_suites: TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384
                  http_tls_config: {cert_file: /a.crt, key_file: /a.key}
                distributor: {receivers: {otlp: {protocols: {
                  grpc: {tls: {cert_file: /b.crt, key_file: /b.key, min_version: "1.0", max_version: "1.2",
                    cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]}},
                  http: {tls: {cert_file: /b.crt, key_file: /b.key, min_version: "1.2"}}}}}}
                """);

        assertThat(settings.security().apiTls())
                .extracting(PortTls::terms)
                .isEqualTo(
                        new TlsTerms(List.of("TLSv1.3"), List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384")));
        assertThat(settings.receivers().all())
                .extracting(Receivers.Receiver::tls)
                .extracting(PortTls::terms)
                .containsExactly(
                        new TlsTerms(List.of("TLSv1.2"), List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")),
                        TlsTerms.USUAL);
        assertThat(problems("server: {tls_min_version: '1.3'}"))
                .singleElement()
                .asString()
                .contains("expected: VersionTLS12 or VersionTLS13");
        assertThat(problems("server: {tls_cipher_suites: RC4-ROT13}"))
                .singleElement()
                .asString()
                .contains("'RC4-ROT13' is no cipher suite");
        assertThat(problems(
                        "distributor: {receivers: {zipkin: {tls: {cert_file: /a, key_file: /b, max_version: '1.1'}}}}"))
                .singleElement()
                .asString()
                .contains("'1.1' is too old to be safe");
    }

    @Test
    void whoeverAsksForSafetyInHalvesIsToldTheOtherHalf() {
        assertThat(problems("server: {http_tls_config: {cert_file: /x, key_file: /y, client_ca_file: /z}}"))
                .singleElement()
                .asString()
                .contains("no client is asked for a certificate", "client_auth_type", "RequireAndVerifyClientCert");
        assertThat(problems("server: {http_tls_config: {client_auth_type: RequireAndVerifyClientCert}}"))
                .singleElement()
                .asString()
                .contains("no certificate is named");
        assertThat(problems("distributor: {receivers: {otlp: {protocols: {grpc: {tls: {min_version: '1.3'}}}}}}"))
                .singleElement()
                .asString()
                .contains("no certificate is named", "connections would be plain");
    }

    @Test
    void certificatesThatCannotBeAreRefused() {
        assertThat(problems("server:\n  http_tls_config:\n    cert_file: /x\n"))
                .singleElement()
                .asString()
                .contains("expected: both cert_file and key_file");
        assertThat(problems("server: {http_tls_config: {cert_file: /x, key_file: /y, client_auth_type: Maybe}}"))
                .singleElement()
                .asString()
                .contains("'Maybe'", "RequireAndVerifyClientCert");
        assertThat(problems("distributor: {receivers: {otlp: {protocols: {grpc: {tls: {cert_pem: x}}}}}}"))
                .singleElement()
                .asString()
                .contains("not served by this version");
    }

    @Test
    void usersAreNamedOrTheirFile() {
        assertThat(parse("vivace: {auth: {users_file: /etc/users.yaml}}").security())
                .isEqualTo(new Security(Path.of("/etc/users.yaml"), null, null));
        Security inline = parse("vivace: {auth: {users: [{name: a, token: b, rights: [read]}]}}")
                .security();
        assertThat(inline.authenticates()).isTrue();
        assertThat(Objects.requireNonNull(inline.users()).of("Bearer b")).isNotNull();
        assertThat(problems("vivace: {auth: {users_file: /x, users: [{name: a, token: b, rights: [read]}]}}"))
                .singleElement()
                .asString()
                .contains("expected: one of the two");
        assertThat(problems("vivace: {auth: {users: [{name: a, rights: [read], tokn: b}]}}"))
                .hasSizeGreaterThanOrEqualTo(1);
    }

    @Test
    void prefixStartsWithASlashAndEndsWithoutOne() {
        assertThat(parse("http_api_prefix: /tempo/").apiPrefix()).isEqualTo("/tempo");
        assertThat(problems("http_api_prefix: tempo"))
                .containsExactly("tempo.yaml:1:18: http_api_prefix: 'tempo' (expected: a path that starts with '/',"
                        + " such as '/tempo')");
    }

    @Test
    void unsetVariableBecomesNothingAndANote() {
        assertThat(parse("server:\n  http_listen_address: ${NOBODY_SET_THIS}\n").notes())
                .containsExactly("tempo.yaml:2:24: ${NOBODY_SET_THIS}: the environment variable is not set and has no"
                        + " default, it became nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:4317, localhost, 4317",
        ":4317, '', 4317",
        "[::]:4317, ::, 4317",
        "tempo:0, tempo, 0",
    })
    void endpointsAreRead(String text, String host, int port) {
        assertThat(Door.parse(text)).isEqualTo(new Door(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4317", "host", "::1:4317", "host:port", "host:70000", "http://h:1"})
    void endpointsThatAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> Door.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyAddressIsBoundForIpv6Too() {
        assertThat(new Door("0.0.0.0", 1).bindAddress().getAddress().isAnyLocalAddress())
                .isTrue();
        assertThat(new Door("localhost", 1).isEveryAddress()).isFalse();
    }

    @Test
    void fileThatIsNotThereIsAUserError(@TempDir Path dir) throws IOException {
        SettingsLoader loader = new SettingsLoader(Map.<String, String>of()::get);

        assertThatThrownBy(() -> loader.load(dir.resolve("tempo.yaml"), true, List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> loader.load(dir, true, List.of())).isInstanceOf(UserError.class);
        Path latin = Files.write(dir.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});
        assertThatThrownBy(() -> loader.load(latin, true, List.of())).hasMessageContaining("not UTF-8");
    }

    @Test
    void retentionIsReadFromWhereEachVersionHasIt() {
        assertThat(parse("").retention()).isEqualTo(Settings.Retention.DEFAULTS);
        assertThat(Settings.Retention.DEFAULTS.blockRetention()).isEqualTo(Duration.ofHours(336));
        assertThat(parse("compactor: {compaction: {block_retention: 24h}}")
                        .retention()
                        .blockRetention())
                .isEqualTo(Duration.ofHours(24));
        Settings.Retention newer = parse("""
                compactor: {compaction: {block_retention: 24h}}
                backend_scheduler:
                  provider: {retention: {interval: 10m}, compaction: {compaction: {block_retention: 48h}}}
                backend_worker: {compaction: {block_retention: 72h, compacted_block_retention: 2h}}
                """).retention();
        assertThat(newer)
                .isEqualTo(new Settings.Retention(
                        Duration.ofHours(72), Duration.ofHours(2), Duration.ofHours(1), Duration.ofMinutes(10)));
    }

    @Test
    void aRetentionOfZeroIsForEverAndSaysSo() {
        Settings settings = parse("compactor: {compaction: {block_retention: 0s}}");
        assertThat(settings.retention().blockRetention()).isZero();
        assertThat(settings.notes()).containsExactly("compactor.compaction.block_retention: 0 keeps blocks for ever");
        assertThat(problems("compactor: {compaction: {block_retention: -1h}}"))
                .containsExactly("tempo.yaml:1:43: compactor.compaction.block_retention: '-1h' (expected: a duration"
                        + " such as 10s, 5m or 1h30m)");
    }

    @Test
    void dataOutlivesItsBlockByAQueryAtLeast() {
        Settings settings = parse("compactor: {compaction: {compacted_block_retention: 1s}}");
        assertThat(settings.retention().compactedBlockRetention()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.notes())
                .containsExactly("compacted_block_retention: 1s is shorter than a query may take, which would lose what"
                        + " it reads; 30s is used");
    }

    @Test
    void pathPrefixIsBeforeEverything() {
        assertThat(parse("server: {http_path_prefix: /tracing/}").pathPrefix()).isEqualTo("/tracing");
        assertThat(problems("server: {http_path_prefix: 'a b'}"))
                .containsExactly("tempo.yaml:1:28: server.http_path_prefix: 'a b' (expected: a path that starts with"
                        + " '/', such as '/tempo')");
    }
}
