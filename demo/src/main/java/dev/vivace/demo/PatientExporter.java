package dev.vivace.demo;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// An exporter that does not give up: what a server cannot take now it offers again, until it is taken, refused for
/// good,
/// or this is closed. Says once what the trouble is. Thread-safe; one batch at a time.
final class PatientExporter implements SpanExporter {
    private static final Set<GrpcStatusCode> TRY_AGAIN = EnumSet.of(
            GrpcStatusCode.UNAVAILABLE,
            GrpcStatusCode.RESOURCE_EXHAUSTED,
            GrpcStatusCode.DEADLINE_EXCEEDED,
            GrpcStatusCode.ABORTED,
            GrpcStatusCode.CANCELLED,
            GrpcStatusCode.OUT_OF_RANGE,
            GrpcStatusCode.DATA_LOSS);

    /// Silenced: it would say the same thing as we do, once more and as a warning of its own. Kept, or it is collected
    /// and speaks again.
    private static final Logger SDK_LOG = Logger.getLogger("io.opentelemetry.exporter");

    private static final long EXPORT_TIMEOUT_SECONDS = 60;

    private final SpanExporter delegate;
    private final URI endpoint;
    private final GeneratorListener listener;
    private final Duration pause;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile @Nullable String trouble;

    /// @param delegate makes one attempt; must not retry by itself
    /// @param pause between attempts
    PatientExporter(SpanExporter delegate, URI endpoint, Duration pause, GeneratorListener listener) {
        this.delegate = delegate;
        this.endpoint = endpoint;
        this.listener = listener;
        this.pause = pause;
        SDK_LOG.setLevel(Level.OFF);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long refused() {
        return refused.get();
    }

    /// Whether the server could not take spans the last time it was asked.
    boolean isInTrouble() {
        return trouble != null;
    }

    /// Spans that need no more attention.
    long settled() {
        return acknowledged.get() + refused.get();
    }

    /// Blocks until the batch is settled: the batch processor calls from a thread of its own.
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        do {
            CompletableResultCode result = delegate.export(spans).join(EXPORT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (result.isSuccess()) {
                acknowledged.addAndGet(spans.size());
                if (trouble != null) {
                    trouble = null;
                    listener.recovered();
                }
                return CompletableResultCode.ofSuccess();
            }
            if (closed.getCount() == 0) {
                return CompletableResultCode.ofFailure();
            }
            Failure failure = explain(result.getFailureThrowable());
            if (!failure.tryAgain()) {
                refused.addAndGet(spans.size());
                report(endpoint + " refused " + spans.size() + " spans: " + failure.text());
                return CompletableResultCode.ofFailure();
            }
            report(failure.text() + "; trying again every " + pause.toMillis() + " ms");
        } while (!isClosedAfter(pause));
        return CompletableResultCode.ofFailure();
    }

    private boolean isClosedAfter(Duration wait) {
        try {
            return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void report(String message) {
        if (!Objects.equals(trouble, message)) {
            trouble = message;
            listener.trouble(message);
        }
    }

    private record Failure(boolean tryAgain, String text) {}

    private Failure explain(@Nullable Throwable failure) {
        switch (failure) {
            case HttpExportException http
            when http.getResponse() != null -> {
                int status = http.getResponse().getStatusCode();
                boolean later = status == 429 || status == 502 || status == 503 || status == 504;
                byte[] body = http.getResponse().getResponseBody();
                return new Failure(later, endpoint + " answers HTTP " + status + " " + readable(body));
            }
            case GrpcExportException grpc
            when grpc.getResponse() != null -> {
                GrpcStatusCode status = grpc.getResponse().getStatusCode();
                return new Failure(
                        TRY_AGAIN.contains(status),
                        endpoint + " answers gRPC " + status + ": "
                                + grpc.getResponse().getStatusDescription());
            }
            case null -> {
                return new Failure(true, endpoint + " does not answer");
            }
            default -> {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                return new Failure(true, "nothing answers at " + endpoint + " (" + cause.getMessage() + ")");
            }
        }
    }

    /// The text in an answer, whatever it is wrapped in, short enough for a line.
    private static String readable(byte @Nullable [] body) {
        if (body == null) {
            return "";
        }
        String text = new String(body, StandardCharsets.UTF_8)
                .replaceAll("[^\\x20-\\x7e]+", " ")
                .strip();
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    @Override
    public CompletableResultCode flush() {
        return delegate.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        closed.countDown();
        return delegate.shutdown();
    }
}
