package dev.vivace.ingest.admit;

import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.ingest.SpanIntake;
import dev.vivace.model.TenantId;
import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.TenantLimits;
import dev.vivace.tenancy.TokenBucket;
import dev.vivace.wire.otlp.OtlpRewriter;
import dev.vivace.wire.otlp.OtlpRewriter.AttributeOwner;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps a tenant to its rate, and its attributes to their length, in front of another intake. Thread-safe.
///
/// A tenant without such limits passes at the cost of a look at its limits.
public final class Admission implements SpanIntake {

    private final SpanIntake next;
    private final TenantLimits limits;
    private final @Nullable Duration retryAfter;
    private final LongSupplier nanoTime;
    private final Map<TenantId, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final Counter truncated;

    /// @param retryAfter what a sender past its rate is told; null to say nothing
    /// @param nanoTime a monotonic clock
    /// @param registry gets the metrics; once per registry
    public Admission(
            SpanIntake next,
            TenantLimits limits,
            @Nullable Duration retryAfter,
            LongSupplier nanoTime,
            PrometheusRegistry registry) {
        this.next = next;
        this.limits = limits;
        this.retryAfter = retryAfter;
        this.nanoTime = nanoTime;
        this.truncated = Counter.builder()
                .name("tempo_distributor_attributes_truncated_total")
                .help("Keys and values of attributes that were cut because of max_attribute_bytes.")
                .labelNames("tenant", "scope")
                .register(registry);
    }

    @Override
    public CompletableFuture<Receipt> take(TenantId tenant, byte[] data, int offset, int length) {
        Limits.Ingestion ingestion = limits.of(tenant).ingestion();
        if (ingestion.rateLimitBytes() > 0 && !isWithinRate(tenant, ingestion, length)) {
            if (hasSpans(data, offset, length)) {
                return CompletableFuture.failedFuture(tooFast(tenant, ingestion, length));
            }
        }
        CompletableFuture<Receipt> taken = ingestion.maxAttributeBytes() > 0
                ? takeCut(tenant, ingestion.maxAttributeBytes(), data, offset, length)
                : next.take(tenant, data, offset, length);
        return ingestion.artificialDelay().isPositive() ? delayed(taken, ingestion.artificialDelay()) : taken;
    }

    private boolean isWithinRate(TenantId tenant, Limits.Ingestion ingestion, int length) {
        TokenBucket bucket = buckets.get(tenant);
        if (bucket == null) {
            bucket = buckets.computeIfAbsent(tenant, _ -> new TokenBucket());
        }
        return bucket.take(length, ingestion.rateLimitBytes(), ingestion.bucketBytes(), nanoTime.getAsLong());
    }

    /// A request without spans is never refused.
    private static boolean hasSpans(byte[] data, int offset, int length) {
        int[] spans = new int[1];
        try {
            OtlpRewriter.forEachSpan(data, offset, length, (_, _, _, _) -> spans[0]++);
        } catch (IllegalArgumentException _) {
            return true; // not what it should be, and too much of it
        }
        return spans[0] > 0;
    }

    private RefusedException tooFast(TenantId tenant, Limits.Ingestion ingestion, int length) {
        long rate = ingestion.rateLimitBytes();
        long burst = ingestion.bucketBytes();
        boolean tooLarge = length > rate && length > burst;
        String allowed = "(local: " + rate + " bytes/s, global: 0 bytes/s, burst: " + burst + " bytes)";
        String message = tooLarge
                ? "RATE_LIMITED: batch size (" + length + " bytes) exceeds ingestion limit " + allowed
                        + " while adding " + length + " bytes for user " + tenant
                        + ". consider reducing batch size or increasing rate limit."
                : "RATE_LIMITED: ingestion rate limit " + allowed + " exceeded while adding " + length
                        + " bytes for user " + tenant
                        + ". consider increasing the limit or reducing ingestion rate.";
        return RefusedException.pastLimit(
                Reason.RATE_LIMITED,
                message,
                ingestion.retryInfoEnabled() ? retryAfter : null,
                "ingestion.rate_limit_bytes: " + rate + ", ingestion.burst_size_bytes: " + burst,
                length > burst
                        ? "This batch never fits: send smaller ones, or raise ingestion.burst_size_bytes for tenant '"
                                + tenant + "' in the overrides."
                        : "Send less, sample, or raise ingestion.rate_limit_bytes for tenant '" + tenant
                                + "' in the overrides.");
    }

    private CompletableFuture<Receipt> takeCut(TenantId tenant, int maxBytes, byte[] data, int offset, int length) {
        OtlpRewriter rewriter = new OtlpRewriter(maxBytes, new BitSet());
        byte[] cut;
        try {
            if (!rewriter.cutsAnything(data, offset, length)) {
                return next.take(tenant, data, offset, length);
            }
            cut = rewriter.rewrite(data, offset, length);
        } catch (IllegalArgumentException _) {
            return next.take(tenant, data, offset, length); // which says what is wrong with the bytes
        }
        return next.take(tenant, cut, 0, cut.length).thenApply(receipt -> {
            for (AttributeOwner owner : AttributeOwner.values()) {
                if (rewriter.cut(owner) > 0) {
                    truncated
                            .labelValues(tenant.name(), owner.name().toLowerCase(Locale.ROOT))
                            .inc(rewriter.cut(owner));
                }
            }
            return receipt;
        });
    }

    private static CompletableFuture<Receipt> delayed(CompletableFuture<Receipt> taken, Duration delay) {
        CompletableFuture<Receipt> later = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
                .execute(() -> taken.whenComplete((receipt, failure) -> {
                    if (failure == null) {
                        later.complete(receipt);
                    } else {
                        later.completeExceptionally(failure);
                    }
                }));
        return later;
    }
}
