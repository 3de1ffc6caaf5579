package dev.vivace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.demo.Protocol;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Flags and variables as people have them in their compose files, charts and units.
class DocumentedFlagsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-target=all",
                "-multitenancy.enabled",
                "-auth.enabled=false",
                "-http-api-prefix=/tempo",
                "-shutdown-delay=1s",
                "-log.level=warn",
                "-log.format=json",
                "-server.http-listen-port=3100",
                "-server.grpc-listen-port=9096",
                "-memberlist.host-port=a:7946",
                "-memberlist.bind-port=7946",
                "-memberlist.message-history-buffer-bytes=0",
                "-enable-go-runtime-metrics",
                "-span-profiling",
                "-mutex-profile-fraction=1",
                "-block-profile-threshold=1",
                "-query-frontend.mcp-server.enabled",
                "-config.per-user-override-config=",
                "-config.per-user-override-period=10s",
                "-config.enable-legacy-overrides",
                "-distributor.rate-limit-strategy=local",
                "-distributor.ingestion-rate-limit-bytes=15000000",
                "-distributor.ingestion-burst-size-bytes=20000000",
                "-distributor.log-received-spans.enabled",
                "-distributor.log-received-spans.include-attributes",
                "-distributor.log-received-spans.filter-by-status-error",
                "-distributor.log-discarded-spans.enabled",
                "-ingester.max-traces-per-user=10000",
                "-ingester.max-global-traces-per-user=0",
                "-ingester.max-bytes-per-trace=5000000",
                "-querier.max-bytes-per-tag-values-query=1000000",
                "-querier.max-blocks-per-tag-values-query=0",
                "-storage.trace.backend=local",
                "-storage.trace.blocklist_poll=5m",
                "-storage.trace.local.path=/tmp/blocks",
                "-storage.trace.wal.path=/tmp/wal",
                "-storage.trace.pool.max-workers=400",
                "-storage.trace.pool.queue-depth=20000",
                "-storage.trace.s3.bucket=b",
                "-storage.trace.s3.prefix=p",
                "-storage.trace.s3.endpoint=s3:9000",
                "-storage.trace.s3.access_key=k",
                "-storage.trace.s3.secret_key=s",
                "-storage.trace.s3.session_token=t",
                "-storage.trace.s3.tls_min_version=VersionTLS12",
                "-storage.trace.s3.sse.type=SSE-S3",
                "-storage.trace.s3.sse.kms-key-id=id",
                "-storage.trace.gcs.bucket=b",
                "-storage.trace.gcs.prefix=p",
                "-storage.trace.azure.storage_account_name=n",
                "-storage.trace.azure.container_name=c",
                "-storage.trace.azure.endpoint=e",
                "-live-store.complete-block-timeout=20m",
                "-live-store.concurrent-blocks=10",
                "-live-store.readiness-target-lag=0s",
                "-live-store.readiness-max-wait=30m",
                "-live-store.remove-owner-on-shutdown",
                "-live-store.wal.path=/tmp/live",
                "-live-store.shutdown_marker_dir=/tmp/marker",
                "-live-store.instance-availability-zone=a",
                "-block-builder.instance-id=0",
                "-block-builder.partitions-per-instance=2",
                "-block-builder.assigned-partitions={\"block-builder-0\":[0]}",
                "-block-builder.consume-cycle-duration=5m",
                "-ingest.kafka.address=kafka:9092",
                "-ingest.kafka.topic=tempo",
                "-compactor.compaction.block-retention=336h",
                "-compactor.compaction.max-objects-per-block=6000000",
                "-compactor.compaction.max-block-bytes=107374182400",
                "-compactor.compaction.compaction-window=1h",
                "-ingester.trace-idle-period=10s",
                "-ingester.max-block-duration=30m",
                "-ingester.max-block-bytes=524288000",
                "-ingester.complete-block-timeout=15m",
                "-ingester.availability-zone=a",
                "-ingester.lifecycler.ID=x",
                "-mem-ballast-size-mbs=1024",
                "-use-otel-tracer",
                "-search.enabled",
                "-vivace.strict-traceql",
            })
    void everyFlagIsUnderstoodWithOneDashAndTwo(String flag) {
        for (String dashes : new String[] {flag, "-" + flag}) {
            CommandLineRun run = CommandLineRun.of(dashes, "-config.verify");
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).endsWith(run.exitCode() == 0 ? "works as written\n" : " above\n");
        }
    }

    @Test
    void flagsMayBeRepeatedAndTheLastCounts() {
        CommandLineRun run = CommandLineRun.of(
                "-memberlist.host-port=a:1",
                "-memberlist.host-port=b:1",
                "-target=querier",
                "-target=all",
                "-config.verify");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("-memberlist.host-port: ").contains("with 1 note above");
    }

    @Test
    void versionAndHelpAnswerBehindOtherFlagsToo() {
        CommandLineRun version = CommandLineRun.of("-target=all", "-version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("vivace ");

        CommandLineRun help = CommandLineRun.of("-config.file=/etc/tempo/tempo.yaml", "-help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).startsWith("Usage: vivace server").contains("-config.expand-env");
    }

    @Test
    void endpointsOfDeploymentsAreFoundInTheEnvironment() {
        Map<String, String> railway = Map.of(
                "TEMPO_INTERNAL_URL", "http://tempo.railway.internal:3200",
                "TEMPO_INTERNAL_HTTP_INGEST", "http://tempo.railway.internal:4318",
                "TEMPO_INTERNAL_GRPC_INGEST", "http://tempo.railway.internal:4317");

        assertThat(GenerateCommand.environmentsEndpoint(Protocol.HTTP, railway::get))
                .isEqualTo("http://tempo.railway.internal:4318");
        assertThat(GenerateCommand.environmentsEndpoint(Protocol.GRPC, railway::get))
                .isEqualTo("http://tempo.railway.internal:4317");
        assertThat(GenerateCommand.environmentsEndpoint(
                        Protocol.HTTP,
                        Map.of("TEMPO_URL", "http://tempo:4318", "OTEL_EXPORTER_OTLP_ENDPOINT", "")::get))
                .isEqualTo("http://tempo:4318");
        assertThat(GenerateCommand.environmentsEndpoint(Protocol.GRPC, Map.<String, String>of()::get))
                .isNull();
    }
}
