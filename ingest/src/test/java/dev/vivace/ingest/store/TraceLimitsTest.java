package dev.vivace.ingest.store;

import static dev.vivace.ingest.store.StoreUnderTest.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.ingest.Receipt.Rejection;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.ingest.store.TraceWatch.Admitted;
import dev.vivace.tenancy.Limits;
import dev.vivace.wire.otlp.MalformedOtlpException;
import dev.vivace.wire.otlp.OtlpObjects;
import dev.vivace.wire.protobuf.ProtobufWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TraceLimitsTest {

    private static final long IDLE = Duration.ofSeconds(10).toNanos();
    private static final int SPAN_BYTES = 28;

    private final TraceWatch watch = new TraceWatch(SHOP, Duration.ofSeconds(10));

    @Test
    void withoutLimitsTheRequestIsNotLookedAt() {
        byte[] request = {1, 2, 3};

        Admitted admitted = watch.admit(Limits.NONE, request, 0, 3, 0);

        assertThat(admitted.data()).isSameAs(request);
        assertThat(admitted.traces()).isNull();
    }

    @Test
    void spansOfATraceThatIsTooLargeAreLeftOutAndTheRestIsTaken() throws MalformedOtlpException {
        Limits limits = limits(0, 2 * SPAN_BYTES);
        Admitted first = admit(limits, 0, 1, 1, 2);
        assertThat(first.rejection()).isNull();

        Admitted second = admit(limits, 0, 1, 2, 3, 3, 3);

        Rejection rejection = Objects.requireNonNull(second.rejection());
        assertThat(rejection.spans()).isEqualTo(4);
        assertThat(rejection.reason()).isEqualTo("trace_too_large");
        assertThat(rejection.message())
                .isEqualTo("TRACE_TOO_LARGE: max size of trace (56) exceeded while adding 84 bytes to trace"
                        + " 00000000000000000000000000000003 for tenant shop");
        assertThat(OtlpObjects.spans(second.data()))
                .extracting(span -> span.traceId().low())
                .containsExactly(2L);
        assertThat(admit(limits, 100 * IDLE, 1).rejection())
                .as("its size is known when it is idle")
                .isNotNull();
    }

    @Test
    void tooManyLiveTracesMakeARequestWait() {
        Limits limits = limits(2, 0);
        admit(limits, 0, 1);
        admit(limits, IDLE / 2, 2, 2);

        assertThatThrownBy(() -> admit(limits, IDLE / 2, 3))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.LIVE_TRACES);
                    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(refused.limit()).isEqualTo("ingestion.max_traces_per_user: 2");
                })
                .hasMessage("LIVE_TRACES_EXCEEDED: max live traces exceeded for tenant shop: per-user traces limit"
                        + " (local: 2 global: 0 actual local: 2) exceeded");
        admit(limits, IDLE / 2, 2, 1);
        admit(limits, IDLE * 2, 3, 4);
    }

    @Test
    void requestThatNeverFitsIsNotAskedToComeBack() {
        assertThatThrownBy(() -> admit(limits(2, 0), 0, 1, 2, 3))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.retryAfter()).isNull());
    }

    @Test
    void whatWasRefusedIsNotCounted() {
        Limits limits = limits(1, 0);
        watch.admit(limits, request(1), 0, request(1).length, 0); // and then the log had no room

        admit(limits, 0, 2);
        assertThatThrownBy(() -> admit(limits, 0, 1)).isInstanceOf(RefusedException.class);
    }

    @Test
    void whatCameBeforeTheLimitIsNotCounted() {
        admit(limits(0, 0), 0, 1, 1, 1);

        assertThat(admit(limits(0, SPAN_BYTES), 0, 1).rejection()).isNull();
        assertThat(admit(limits(0, SPAN_BYTES), 0, 1).rejection()).isNotNull();
    }

    @Test
    void sizesCountOnAfterARestart() {
        Limits limits = limits(0, SPAN_BYTES);
        watch.replayed(limits, request(7), 0);

        assertThat(admit(limits, 0, 7).rejection()).isNotNull();
        assertThat(admit(limits, 0, 8).rejection()).isNull();
    }

    private Admitted admit(Limits limits, long nowNanos, long... traces) {
        byte[] request = request(traces);
        Admitted admitted = watch.admit(limits, request, 0, request.length, nowNanos);
        watch.taken(admitted, nowNanos);
        return admitted;
    }

    /// One span of [#SPAN_BYTES] bytes of each of the traces.
    private static byte[] request(long... traces) {
        ProtobufWriter out = new ProtobufWriter();
        int resourceSpans = out.open(1);
        int scopeSpans = out.open(2);
        for (int i = 0; i < traces.length; i++) {
            int span = out.open(2);
            out.bytes16(1, 0, traces[i]);
            out.bytes8(2, i + 1);
            out.close(span);
        }
        out.close(scopeSpans);
        out.close(resourceSpans);
        return out.toByteArray();
    }

    private static Limits limits(int traces, long traceBytes) {
        Limits.Ingestion none = Limits.NONE.ingestion();
        return new Limits(
                new Limits.Ingestion(none.rateStrategy(), 0, 0, traces, 0, 0, 0, Duration.ZERO, true),
                Limits.NONE.read(),
                Limits.NONE.compaction(),
                traceBytes,
                Collections.emptySortedMap());
    }
}
