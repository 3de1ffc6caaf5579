package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.TenantId;
import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.Limits.RateStrategy;
import dev.vivace.tenancy.Overrides;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Limits in both styles, in `tempo.yaml` and in the file with entries of single tenants.
class LimitsReaderTest {

    /// Each key in the style of sections, flat, with a value, and what it is then.
    private static final Map<String, Function<Limits, Object>> READ = Map.ofEntries(
            Map.entry("ingestion.rate_strategy", limits -> limits.ingestion().rateStrategy()),
            Map.entry("ingestion.rate_limit_bytes", limits -> limits.ingestion().rateLimitBytes()),
            Map.entry("ingestion.burst_size_bytes", limits -> limits.ingestion().burstSizeBytes()),
            Map.entry(
                    "ingestion.max_traces_per_user",
                    limits -> limits.ingestion().maxTracesPerUser()),
            Map.entry(
                    "ingestion.max_global_traces_per_user",
                    limits -> limits.ingestion().maxGlobalTracesPerUser()),
            Map.entry(
                    "ingestion.tenant_shard_size", limits -> limits.ingestion().tenantShardSize()),
            Map.entry(
                    "ingestion.max_attribute_bytes",
                    limits -> limits.ingestion().maxAttributeBytes()),
            Map.entry("ingestion.artificial_delay", limits -> limits.ingestion().artificialDelay()),
            Map.entry(
                    "ingestion.retry_info_enabled", limits -> limits.ingestion().retryInfoEnabled()),
            Map.entry(
                    "read.max_bytes_per_tag_values_query",
                    limits -> limits.read().maxBytesPerTagValuesQuery()),
            Map.entry(
                    "read.max_blocks_per_tag_values_query",
                    limits -> limits.read().maxBlocksPerTagValuesQuery()),
            Map.entry(
                    "read.max_condition_groups_per_tag_query",
                    limits -> limits.read().maxConditionGroupsPerTagQuery()),
            Map.entry("read.max_search_duration", limits -> limits.read().maxSearchDuration()),
            Map.entry("read.max_metrics_duration", limits -> limits.read().maxMetricsDuration()),
            Map.entry("read.unsafe_query_hints", limits -> limits.read().unsafeQueryHints()),
            Map.entry("read.left_pad_trace_ids", limits -> limits.read().leftPadTraceIds()),
            Map.entry("read.metrics_spanonly_fetch", limits -> limits.read().metricsSpanonlyFetch()),
            Map.entry("read.span_pruning_awareness", limits -> limits.read().spanPruningAwareness()),
            Map.entry("read.engine_bytes_tracking", limits -> limits.read().engineBytesTracking()),
            Map.entry("read.span_pruning_enabled", limits -> limits.read().spanPruningEnabled()),
            Map.entry(
                    "compaction.block_retention", limits -> limits.compaction().blockRetention()),
            Map.entry(
                    "compaction.compaction_window",
                    limits -> limits.compaction().compactionWindow()),
            Map.entry(
                    "compaction.compaction_disabled",
                    limits -> limits.compaction().disabled()),
            Map.entry("global.max_bytes_per_trace", Limits::maxBytesPerTrace));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ingestion.rate_strategy                  | ingestion_rate_strategy              | global | GLOBAL
            ingestion.rate_limit_bytes               | ingestion_rate_limit_bytes           | 15_000_000 | 15000000
            ingestion.burst_size_bytes               | ingestion_burst_size_bytes           | 20MB | 20000000
            ingestion.max_traces_per_user            | max_traces_per_user                  | 50000 | 50000
            ingestion.max_global_traces_per_user     | max_global_traces_per_user           | 7 | 7
            ingestion.tenant_shard_size              | ingestion_tenant_shard_size          | 3 | 3
            ingestion.max_attribute_bytes            | ingestion_max_attribute_bytes        | 2048 | 2048
            ingestion.artificial_delay               | ingestion_artificial_delay           | 5ms | PT0.005S
            ingestion.retry_info_enabled             | ingestion_retry_info_enabled         | false | false
            read.max_bytes_per_tag_values_query      | max_bytes_per_tag_values_query       | 5000000 | 5000000
            read.max_blocks_per_tag_values_query     | max_blocks_per_tag_values_query      | 9 | 9
            read.max_condition_groups_per_tag_query  | max_condition_groups_per_tag_query   | 11 | 11
            read.max_search_duration                 | max_search_duration                  | 7d | PT168H
            read.max_metrics_duration                | max_metrics_duration                 | 1w | PT168H
            read.unsafe_query_hints                  | unsafe_query_hints                   | true | true
            read.left_pad_trace_ids                  | left_pad_trace_ids                   | true | true
            read.metrics_spanonly_fetch              | metrics_spanonly_fetch               | true | true
            read.span_pruning_awareness              | span_pruning_awareness               | true | true
            read.engine_bytes_tracking               | engine_bytes_tracking                | true | true
            read.span_pruning_enabled                | span_pruning_enabled                 | true | true
            compaction.block_retention               | block_retention                      | 30d | PT720H
            compaction.compaction_window             | compaction_window                    | 1h | PT1H
            compaction.compaction_disabled           | compaction_disabled                  | true | true
            global.max_bytes_per_trace               | max_bytes_per_trace                  | 50_000_000 | 50000000
            """)
    void keyIsReadInBothStylesAndInBothFiles(String scoped, String flat, String value, String expected) {
        Function<Limits, Object> read = Objects.requireNonNull(READ.get(scoped));
        String section = scoped.substring(0, scoped.indexOf('.'));
        String key = scoped.substring(scoped.indexOf('.') + 1);
        String nested = "{" + section + ": {" + key + ": " + value + "}}";

        assertThat(read.apply(defaults("overrides: {defaults: " + nested + "}")))
                .hasToString(expected);
        assertThat(read.apply(defaults("overrides: {" + flat + ": " + value + "}")))
                .hasToString(expected);
        assertThat(read.apply(tenant("overrides: {shop: " + nested + "}"))).hasToString(expected);
        assertThat(read.apply(tenant("overrides: {shop: {" + flat + ": " + value + "}}")))
                .hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            processors                               | processors                               | [service-graphs, a]
            max_active_series                        | max_active_series                        | 5
            collection_interval                      | collection_interval                      | 30s
            disable_collection                       | disable_collection                       | true
            forwarder.queue_size                     | forwarder_queue_size                     | 9
            processor.span_metrics.dimensions        | processor_span_metrics_dimensions        | [a]
            processor.service_graphs.histogram_buckets | processor_service_graphs_histogram_buckets | [0.1, 1]
            processor.host_info.metric_name          | processor_host_info_metric_name          | m
            """)
    void whatTheGeneratorIsToDoIsKeptUnderOneName(String scoped, String flat, String value) {
        checkRecorded(nested("metrics_generator." + scoped, value), "metrics_generator_" + flat + ": " + value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            storage.parquet_dedicated_columns | parquet_dedicated_columns: [{scope: span, name: x, type: string}]
            forwarders                        | forwarders: [a, b]
            cost_attribution                  | cost_attribution: {max_cardinality: 3}
            """)
    void whatNothingActsUponYetIsKeptUnderOneName(String scoped, String flat) {
        checkRecorded(nested(scoped, flat.substring(flat.indexOf(": ") + 2)), flat);
    }

    private static void checkRecorded(String scoped, String flat) {
        Limits nested = defaults("overrides: {defaults: {" + scoped + "}}");

        assertThat(nested.recorded()).hasSize(1);
        assertThat(defaults("overrides: {" + flat + "}").recorded()).isEqualTo(nested.recorded());
        assertThat(tenant("overrides: {shop: {" + scoped + "}}").recorded()).isEqualTo(nested.recorded());
        assertThat(tenant("overrides: {shop: {" + flat + "}}").recorded()).isEqualTo(nested.recorded());
    }

    /// `a: {b: value}` of the path `a.b`.
    private static String nested(String path, String value) {
        String yaml = value;
        String[] names = path.split("\\.");
        for (int i = names.length - 1; i > 0; i--) {
            yaml = "{" + names[i] + ": " + yaml + "}";
        }
        return names[0] + ": " + yaml;
    }

    @Test
    void whatIsLeftOutOfTheDefaultsIsNotLimited() {
        assertThat(defaults("")).isEqualTo(Limits.DEFAULTS);
        assertThat(Limits.DEFAULTS.ingestion().rateLimitBytes()).isZero();
        assertThat(defaults("overrides: {defaults: {ingestion: {rate_limit_bytes: 1}}}")
                        .ingestion()
                        .bucketBytes())
                .isEqualTo(30_000_000);
    }

    @Test
    void entryIsUsedWholeAndNotMergedWithTheDefaults() {
        Overrides overrides = file("""
                overrides:
                  shop:
                    ingestion: {rate_limit_bytes: 10}
                  "*":
                    max_bytes_per_trace: 20
                """, """
                overrides:
                  defaults:
                    ingestion: {rate_limit_bytes: 1, retry_info_enabled: false}
                    global: {max_bytes_per_trace: 2}
                """);

        Limits shop = overrides.of(new TenantId("shop"));
        assertThat(shop.ingestion().rateLimitBytes()).isEqualTo(10);
        assertThat(shop.maxBytesPerTrace()).as("left out of the entry").isZero();
        assertThat(shop.ingestion().retryInfoEnabled()).as("falls back").isFalse();
        assertThat(overrides.of(new TenantId("other")).maxBytesPerTrace()).isEqualTo(20);
        assertThat(overrides.of(new TenantId("other")).ingestion().rateLimitBytes())
                .isZero();
        assertThat(overrides.source(new TenantId("other"))).isEqualTo("*");
    }

    @Test
    void sectionWinsOverTheFlatKey() {
        Limits limits = defaults("overrides: {max_bytes_per_trace: 1, defaults: {global: {max_bytes_per_trace: 2}}}");

        assertThat(limits.maxBytesPerTrace()).isEqualTo(2);
    }

    @Test
    void lengthOfAttributesIsTheDistributorsIfTheTenantHasNone() {
        String yaml = "distributor: {max_attribute_bytes: 100}\n";

        assertThat(defaults(yaml).ingestion().maxAttributeBytes()).isEqualTo(100);
        assertThat(defaults("distributor: {max_span_attr_byte: 90}").ingestion().maxAttributeBytes())
                .isEqualTo(90);
        Overrides overrides = file("overrides: {a: {ingestion: {max_attribute_bytes: 5}}, b: {}, c: }", yaml);
        assertThat(overrides.of(new TenantId("a")).ingestion().maxAttributeBytes())
                .isEqualTo(5);
        assertThat(overrides.of(new TenantId("b")).ingestion().maxAttributeBytes())
                .isEqualTo(100);
        assertThat(overrides.of(new TenantId("c")).ingestion().maxAttributeBytes())
                .isEqualTo(100);
    }

    @Test
    void mistakesNameTheirPlaceAndAllOfThemAreNamed() {
        String yaml = """
                overrides:
                  shop:
                    ingestion:
                      rate_limit_byte: 10
                      burst_size_bytes: many
                  a/b: {}
                  list: [1]
                more: 1
                """;
        String problems = """
                overrides.yaml:4:7: unknown key 'rate_limit_byte' in overrides.shop.ingestion, did you mean \
                'rate_limit_bytes'?
                overrides.yaml:5:25: overrides.shop.ingestion.burst_size_bytes: 'many' (expected: bytes, such as \
                1000000, 1_000_000 or 512MiB)
                overrides.yaml:6:3: 'a/b' is no tenant: tenant ID 'a/b' contains unsupported character '/'
                overrides.yaml:7:9: overrides.list: no limits below it (expected: keys, such as 'ingestion:')
                overrides.yaml:8:1: unknown key 'more' at the top level (expected: overrides, and the tenants \
                below it)""";
        assertThatThrownBy(() -> tenant(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessage(problems);
    }

    @Test
    void filesWithoutTenantsAreLegal() {
        for (String text : List.of("", "overrides:\n", "overrides: {}\n")) {
            assertThat(file(text, "").tenants()).isEmpty();
        }
    }

    @Test
    void tenantsOwnOverridesAreKeptBesideTheBlocksUnlessSaidOtherwise() {
        String storage = "storage: {trace: {backend: local, local: {path: /var/tempo/traces}}}\n";

        assertThat(parse(storage).overrides().userConfigurable()).isNull();
        assertThat(parse(storage + "overrides: {user_configurable_overrides: {enabled: true}}")
                        .overrides()
                        .userConfigurable())
                .isEqualTo(new Settings.UserConfigurable(Path.of("/var/tempo"), false));
        assertThat(parse("""
                overrides:
                  user_configurable_overrides:
                    enabled: true
                    poll_interval: 10s
                    client: {backend: local, confirm_versioning: false, local: {path: /o}}
                    api: {check_for_conflicting_runtime_overrides: true}
                """).overrides().userConfigurable())
                .isEqualTo(new Settings.UserConfigurable(Path.of("/o"), true));
        assertThatThrownBy(
                        () -> parse("overrides: {user_configurable_overrides: {enabled: true, client: {backend: s3}}}"))
                .hasMessageContaining("client.backend: 's3' (expected: local");
    }

    @Test
    void rateStrategyIsAWord() {
        assertThat(defaults("overrides: {ingestion_rate_strategy: local}")
                        .ingestion()
                        .rateStrategy())
                .isEqualTo(RateStrategy.LOCAL);
        assertThat(defaults("overrides: {per_tenant_override_period: 1m}")
                        .read()
                        .maxSearchDuration())
                .isEqualTo(Duration.ZERO);
        assertThatThrownBy(() -> defaults("overrides: {ingestion_rate_strategy: some}"))
                .hasMessageContaining("expected: local, global");
    }

    private static Settings parse(String yaml) {
        return new SettingsLoader(_ -> null).parse(yaml, "tempo.yaml", false, List.of());
    }

    private static Limits defaults(String yaml) {
        return parse(yaml).overrides().defaults();
    }

    private static Limits tenant(String yaml) {
        return file(yaml, "").of(new TenantId("shop"));
    }

    private static Overrides file(String yaml, String settings) {
        return new TenantOverrides(parse(settings).overrides(), "overrides.yaml").parse(yaml);
    }
}
