package dev.vivace.demo;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Sends requests that were encoded beforehand, so that the server is measured and not the generator: per request one
/// copy, the ids and times replaced, one write. OTLP/HTTP over plain sockets.
///
/// [#run] is called once, by one thread; [#stop] by any.
public final class LoadGenerator {
    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long BUSY_NANOS = 50_000_000;

    private final Options options;
    private final GeneratorListener listener;
    private final Clock clock = Clock.systemUTC();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicLong turns = new AtomicLong();
    private final AtomicLong reserved = new AtomicLong();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Map<String, Long> errors = new TreeMap<>();
    private boolean connectionTrouble;

    /// @param endpoint with scheme `http`; the path may be left out
    /// @param seed of the traces and their ids
    /// @param connections that send at the same time
    /// @param spansPerSecond 0 for as fast as the server takes them
    /// @param spans to be acknowledged; 0 until stopped
    /// @param batchSpans per request, at least
    /// @param distinctRequests encoded beforehand and sent in turn
    /// @param headers sent with every request
    public record Options(
            URI endpoint,
            long seed,
            int connections,
            double spansPerSecond,
            long spans,
            int batchSpans,
            int distinctRequests,
            Map<String, String> headers) {
        public Options {
            headers = Map.copyOf(headers);
            check("connections", connections, 1024);
            check("batch", batchSpans, 100_000);
            check("distinct requests", distinctRequests, 10_000);
            if (!"http".equals(endpoint.getScheme()) || endpoint.getHost() == null) {
                throw new IllegalArgumentException(
                        "endpoint: " + endpoint + " (expected: http://host:port, load is sent over plain HTTP)");
            }
            if (!(spansPerSecond >= 0) || spans < 0) {
                throw new IllegalArgumentException(
                        "rate and number of spans: " + spansPerSecond + ", " + spans + " (expected: 0 or more)");
            }
        }

        private static void check(String name, int value, int most) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + most + ")");
            }
        }
    }

    /// What came of it. Immutable.
    ///
    /// @param errors what went wrong, and how often
    /// @param latency of the acknowledged requests
    public record Summary(
            long acknowledgedSpans,
            long refusedSpans,
            long requests,
            long encodedBytes,
            Duration elapsed,
            Map<String, Long> errors,
            Latency latency) {
        public Summary {
            errors = Map.copyOf(errors);
        }

        public double spansPerSecond() {
            return acknowledgedSpans / Math.max(1e-9, elapsed.toNanos() / 1e9);
        }
    }

    /// Quantiles, true to about 3 %.
    public record Latency(Duration median, Duration p90, Duration p99, Duration longest) {}

    public LoadGenerator(Options options, GeneratorListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /// Sends until the number of spans is acknowledged or [#stop] is called.
    public Summary run() {
        TracePlanner planner = new TracePlanner(options.seed());
        List<RequestTemplate> templates = new ArrayList<>();
        for (int i = 0; i < options.distinctRequests(); i++) {
            templates.add(RequestTemplate.encode(planner, (long) i * options.batchSpans(), options.batchSpans()));
        }
        long start = System.nanoTime();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < options.connections(); i++) {
            senders.add(Thread.ofPlatform().name("load-" + i).start(() -> send(templates, start)));
        }
        AtomicLong encoded = new AtomicLong();
        try {
            for (Thread sender : senders) {
                while (!sender.join(REPORT_EVERY)) {
                    listener.progress(progress(start));
                }
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        for (RequestTemplate template : templates) {
            encoded.addAndGet(template.sizeBytes());
        }
        long perRequest = encoded.get() / templates.size();
        synchronized (errors) {
            return new Summary(
                    acknowledged.get(),
                    refused.get(),
                    requests.get(),
                    perRequest * requests.get(),
                    elapsed,
                    errors,
                    latencies.summary());
        }
    }

    /// Ends [#run] once the requests on their way are answered.
    public void stop() {
        stopped.countDown();
    }

    private void send(List<RequestTemplate> templates, long start) {
        URI endpoint = Protocol.HTTP.tracesEndpoint(options.endpoint());
        @Nullable LoadConnection connection = null;
        try {
            while (stopped.getCount() != 0) {
                long turn = turns.getAndIncrement();
                RequestTemplate template = templates.get((int) (turn % templates.size()));
                long before = reserved.getAndAdd(template.spans());
                if (options.spans() > 0 && before >= options.spans()) {
                    break;
                }
                if (options.spansPerSecond() > 0) {
                    long due = start + (long) (before / options.spansPerSecond() * 1e9);
                    if (stoppedWithin(due - System.nanoTime())) {
                        break;
                    }
                }
                connection = deliver(connection, endpoint, template, turn);
            }
        } finally {
            close(connection);
        }
    }

    /// Sends one request until it is taken, refused for good, or everything is stopped.
    private @Nullable LoadConnection deliver(
            @Nullable LoadConnection given, URI endpoint, RequestTemplate template, long turn) {
        LoadConnection connection = given;
        // Different for each turn of each seed, and never 0: that would send the template's own ids.
        long difference = (options.seed() * 31 + turn + 1) * 0x9E3779B97F4A7C15L | 1;
        // Taken once: a request that is sent again is the same to the byte, and its spans are the same spans.
        Instant now = clock.instant();
        long move = now.getEpochSecond() * 1_000_000_000L + now.getNano() - RequestTemplate.BASE_EPOCH_NANOS;
        do {
            try {
                if (connection == null) {
                    connection = new LoadConnection(endpoint, options.headers());
                }
                long sent = System.nanoTime();
                LoadConnection.Answer answer = connection.post(template, difference, move);
                requests.incrementAndGet();
                if (connection.isClosing()) {
                    close(connection);
                    connection = null;
                }
                if (answer.status() == 200) {
                    latencies.record(System.nanoTime() - sent);
                    acknowledged.addAndGet(template.spans());
                    recovered();
                    return connection;
                }
                count("HTTP " + answer.status() + (answer.text().isEmpty() ? "" : ": " + answer.text()));
                if (answer.status() != 429 && answer.status() != 503) {
                    refused.addAndGet(template.spans());
                    return connection;
                }
                stoppedWithin(BUSY_NANOS);
            } catch (IOException e) {
                close(connection);
                connection = null;
                String what = e instanceof ConnectException
                        ? "nothing answers at " + endpoint + " (" + e.getMessage() + ")"
                        : "connection to " + endpoint + " broke: " + e.getMessage();
                count(what);
                trouble(what + "; trying again every " + PAUSE.toMillis() + " ms");
                stoppedWithin(PAUSE.toNanos());
            }
        } while (stopped.getCount() != 0);
        return connection;
    }

    private void count(String error) {
        synchronized (errors) {
            errors.merge(error, 1L, Long::sum);
        }
    }

    private void trouble(String message) {
        synchronized (errors) {
            if (connectionTrouble) {
                return;
            }
            connectionTrouble = true;
        }
        listener.trouble(message);
    }

    private void recovered() {
        synchronized (errors) {
            if (!connectionTrouble) {
                return;
            }
            connectionTrouble = false;
        }
        listener.recovered();
    }

    private static void close(@Nullable LoadConnection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                // The connection is given up either way.
            }
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

    private Progress progress(long start) {
        return new Progress(
                requests.get(), acknowledged.get(), refused.get(), Duration.ofNanos(System.nanoTime() - start));
    }
}
