package dev.vivace.ingest.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.ingest.Receipt;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.SpanIntake;
import dev.vivace.model.TenantId;
import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.Overrides;
import dev.vivace.tenancy.TenantLimits;
import dev.vivace.wire.protobuf.ProtobufWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final TenantId SHOP = new TenantId("shop");
    private static final TenantId PAY = new TenantId("pay");
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final AtomicLong nanos = new AtomicLong();
    private final List<byte[]> taken = new ArrayList<>();
    private final SpanIntake next = (_, data, offset, length) -> {
        taken.add(Arrays.copyOfRange(data, offset, offset + length));
        return CompletableFuture.completedFuture(new Receipt(1, 0, 0));
    };

    @Test
    void withoutLimitsTheBytesPassUntouched() {
        byte[] noise = {1, 2, 3};

        admission(Limits.NONE.ingestion()).take(SHOP, noise, 0, 3).join();

        assertThat(taken).containsExactly(noise);
    }

    @Test
    void eachTenantHasARateOfItsOwn() {
        byte[] request = request("k", "v");
        Admission admission = admission(ingestion(request.length, request.length, 0, true));

        admission.take(SHOP, request, 0, request.length).join();
        assertThatThrownBy(
                        () -> admission.take(SHOP, request, 0, request.length).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.retryAfter()).isEqualTo(RETRY);
                    assertThat(refused)
                            .hasMessage("RATE_LIMITED: ingestion rate limit (local: " + request.length
                                    + " bytes/s, global: 0 bytes/s, burst: " + request.length
                                    + " bytes) exceeded while adding " + request.length
                                    + " bytes for user shop. consider increasing the limit or reducing ingestion"
                                    + " rate.");
                });
        admission.take(PAY, request, 0, request.length).join();
        nanos.addAndGet(1_000_000_000L);
        admission.take(SHOP, request, 0, request.length).join();
        assertThat(taken).hasSize(3);
    }

    @Test
    void senderIsNotToldWhenToComeBackIfTheTenantSaysSo() {
        byte[] request = request("k", "v");

        assertThatThrownBy(() -> admission(ingestion(1, 1, 0, false))
                        .take(SHOP, request, 0, request.length)
                        .join())
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.retryAfter()).isNull())
                .hasMessageStartingWith("RATE_LIMITED: batch size (" + request.length + " bytes) exceeds ingestion");
    }

    @Test
    void requestWithoutSpansIsNeverRefused() {
        ProtobufWriter out = new ProtobufWriter();
        out.emptyMessage(1);
        byte[] request = out.toByteArray();

        admission(ingestion(1, 1, 0, true))
                .take(SHOP, request, 0, request.length)
                .join();
        admission(ingestion(1, 1, 0, true))
                .take(SHOP, request, 0, request.length)
                .join();

        assertThat(taken).hasSize(2);
    }

    @Test
    void longAttributesAreCutAtACharacterAndCounted() {
        PrometheusRegistry registry = new PrometheusRegistry();
        Admission admission = new Admission(next, limits(ingestion(0, 0, 5, true)), RETRY, nanos::get, registry);
        byte[] request = request("abcdefgh", "äöü"); // the fifth byte is half of a character

        admission.take(SHOP, request, 0, request.length).join();

        assertThat(taken).containsExactly(request("abcde", "äö"));
        assertThat(registry.scrape().stream().findFirst().orElseThrow().toString())
                .isNotEmpty();
        byte[] fitting = request("abcde", "äö");
        admission.take(SHOP, fitting, 0, fitting.length).join();
        assertThat(taken.getLast()).containsExactly(fitting);
    }

    private Admission admission(Limits.Ingestion ingestion) {
        return new Admission(next, limits(ingestion), RETRY, nanos::get, new PrometheusRegistry());
    }

    private static TenantLimits limits(Limits.Ingestion ingestion) {
        Limits limits =
                new Limits(ingestion, Limits.NONE.read(), Limits.NONE.compaction(), 0, Collections.emptySortedMap());
        return new TenantLimits(new Overrides(limits, Map.of()));
    }

    private static Limits.Ingestion ingestion(long rate, long burst, int attributeBytes, boolean retryInfo) {
        return new Limits.Ingestion(
                Limits.RateStrategy.LOCAL, rate, burst, 0, 0, 0, attributeBytes, Duration.ZERO, retryInfo);
    }

    /// One span with an attribute, and a field nobody knows.
    private static byte[] request(String key, String value) {
        ProtobufWriter out = new ProtobufWriter();
        int resourceSpans = out.open(1);
        int scopeSpans = out.open(2);
        int span = out.open(2);
        out.bytes16(1, 0, 1);
        out.bytes8(2, 1);
        int attribute = out.open(9);
        out.string(1, key);
        int any = out.open(2);
        out.string(1, value);
        out.close(any);
        out.close(attribute);
        out.string(100, "nobody knows this one, and it is longer than any limit");
        out.close(span);
        out.close(scopeSpans);
        out.close(resourceSpans);
        return out.toByteArray();
    }
}
