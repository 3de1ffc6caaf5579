package dev.vivace.demo;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Sends traces in real time through OpenTelemetry's SDK, as an instrumented application would.
///
/// Nothing is dropped: when the server is slow or away, generating waits. [#run] is called once, by one thread;
/// [#stop] may be called by any other.
public final class TraceGenerator {
    private static final int QUEUE_SPANS = 8192;
    private static final int BATCH_SPANS = 512;
    private static final Duration SCHEDULE_DELAY = Duration.ofMillis(500);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Options options;
    private final GeneratorListener listener;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /// @param endpoint of a server or collector; over HTTP a path may be left out
    /// @param seed the same seed gives the same traces
    /// @param tracesPerSecond 0 for as fast as the server takes them
    /// @param count traces to send; 0 until stopped
    /// @param headers sent with every request
    public record Options(
            URI endpoint,
            Protocol protocol,
            long seed,
            double tracesPerSecond,
            long count,
            Map<String, String> headers) {
        public Options {
            headers = Map.copyOf(headers);
            if (!(tracesPerSecond >= 0) || tracesPerSecond > 1e6) {
                throw new IllegalArgumentException("rate: " + tracesPerSecond + " traces/s (expected: 0 to 1000000)");
            }
            if (count < 0) {
                throw new IllegalArgumentException("count: " + count + " (expected: 0 or more)");
            }
        }
    }

    public TraceGenerator(Options options, GeneratorListener listener) {
        this(options, listener, Clock.systemUTC());
    }

    /// @param clock gives the traces their times
    TraceGenerator(Options options, GeneratorListener listener, Clock clock) {
        this.options = options;
        this.listener = listener;
        this.clock = clock;
    }

    /// Sends until the count is reached or [#stop] is called, and waits until what was sent is settled.
    public Progress run() {
        URI endpoint = options.protocol().tracesEndpoint(options.endpoint());
        PatientExporter exporter = new PatientExporter(exporter(endpoint), endpoint, PAUSE, listener);
        BatchSpanProcessor processor = BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(QUEUE_SPANS)
                .setMaxExportBatchSize(BATCH_SPANS)
                .setScheduleDelay(SCHEDULE_DELAY)
                // The exporter has its own patience; the processor must not lose a batch before that ends.
                .setExporterTimeout(Duration.ofDays(1))
                .build();
        long start = System.nanoTime();
        long traces = 0;
        try {
            traces = generate(new TracePlayer(processor), exporter, start);
            if (stopped.getCount() == 0) {
                // Whoever stops wants to be gone soon; whoever asked for a count wants all of it.
                sayLastWords(processor, exporter);
            } else {
                settle(processor);
            }
        } finally {
            exporter.shutdown();
            processor.shutdown().join(LAST_WORDS.toSeconds(), TimeUnit.SECONDS);
        }
        Progress last = progress(traces, exporter, start);
        listener.progress(last);
        return last;
    }

    /// Ends [#run] soon; spans that the server does not take within seconds are given up.
    public void stop() {
        stopped.countDown();
    }

    private long generate(TracePlayer player, PatientExporter exporter, long start) {
        TracePlanner planner = new TracePlanner(options.seed());
        long played = 0;
        long traces = 0;
        long nextReport = start + REPORT_EVERY.toNanos();
        while (options.count() == 0 || traces < options.count()) {
            PlannedTrace trace = planner.plan(traces);
            if (!waitForTurn(start, traces)
                    || !waitForRoom(exporter, played + trace.spans().size())) {
                break;
            }
            Instant now = clock.instant();
            long epochNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
            player.play(trace, epochNanos - trace.durationNanos());
            played += trace.spans().size();
            traces++;
            if (System.nanoTime() >= nextReport) {
                listener.progress(progress(traces, exporter, start));
                nextReport = System.nanoTime() + REPORT_EVERY.toNanos();
            }
        }
        return traces;
    }

    /// @return false if stopped meanwhile
    private boolean waitForTurn(long start, long traces) {
        if (options.tracesPerSecond() == 0) {
            return stopped.getCount() != 0;
        }
        long due = start + (long) (traces / options.tracesPerSecond() * 1e9);
        return !stoppedWithin(due - System.nanoTime());
    }

    /// Half the queue stays free, so that the processor never has to drop a span.
    private boolean waitForRoom(PatientExporter exporter, long played) {
        while (played - exporter.settled() > QUEUE_SPANS / 2) {
            if (stoppedWithin(5_000_000)) {
                return false;
            }
        }
        return true;
    }

    private static void sayLastWords(BatchSpanProcessor processor, PatientExporter exporter) {
        CompletableResultCode flushed = processor.forceFlush();
        long end = System.nanoTime() + LAST_WORDS.toNanos();
        while (!flushed.isDone() && !exporter.isInTrouble() && System.nanoTime() < end) {
            flushed.join(20, TimeUnit.MILLISECONDS);
        }
    }

    private void settle(BatchSpanProcessor processor) {
        CompletableResultCode flushed = processor.forceFlush();
        while (!flushed.isDone() && !stoppedWithin(20_000_000)) {
            flushed.join(20, TimeUnit.MILLISECONDS);
        }
    }

    private boolean stoppedWithin(long nanos) {
        try {
            return stopped.await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Progress progress(long traces, PatientExporter exporter, long start) {
        return new Progress(
                traces, exporter.acknowledged(), exporter.refused(), Duration.ofNanos(System.nanoTime() - start));
    }

    private SpanExporter exporter(URI endpoint) {
        switch (options.protocol()) {
            case HTTP -> {
                OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                        .setEndpoint(endpoint.toString())
                        .setCompression("gzip")
                        .setRetryPolicy(null);
                options.headers().forEach(builder::addHeader);
                return builder.build();
            }
            case GRPC -> {
                OtlpGrpcSpanExporterBuilder builder = OtlpGrpcSpanExporter.builder()
                        .setEndpoint(endpoint.toString())
                        .setRetryPolicy(null);
                options.headers().forEach(builder::addHeader);
                return builder.build();
            }
        }
        throw new IllegalStateException("protocol " + options.protocol());
    }
}
