package dev.vivace.ingest.store;

import dev.vivace.ingest.Receipt.Rejection;
import dev.vivace.ingest.RefusedException;
import dev.vivace.ingest.RefusedException.Reason;
import dev.vivace.model.TenantId;
import dev.vivace.model.TraceId;
import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.TraceBytes;
import dev.vivace.tenancy.TraceLedger;
import dev.vivace.wire.otlp.OtlpRewriter;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Keeps a tenant to its limits on traces: how many wait for more spans, and how large each may become. Confined to one
/// thread at a time. Costs nothing while the tenant has no such limits; what came before it had any is not counted.
///
/// Too many live traces make a request wait outside: some of them go idle soon. A trace that is too large stays too
/// large, so its spans are left out and the rest of the request is taken.
final class TraceWatch {

    private final TenantId tenant;
    private final Duration idle;
    private @Nullable TraceLedger ledger;

    /// @param idle a trace without new spans for this long is not live any more
    TraceWatch(TenantId tenant, Duration idle) {
        this.tenant = tenant;
        this.idle = idle;
    }

    /// What of a request is let through.
    ///
    /// @param traces what is to be taken of each trace; null if nobody watches
    record Admitted(
            byte[] data,
            int offset,
            int length,
            @Nullable TraceBytes traces,
            @Nullable Rejection rejection) {}

    /// @throws RefusedException if nothing is
    Admitted admit(Limits limits, byte[] data, int offset, int length, long nowNanos) {
        if (!limits.watchesTraces()) {
            ledger = null;
            return new Admitted(data, offset, length, null, null);
        }
        TraceBytes offered = new TraceBytes();
        try {
            OtlpRewriter.forEachSpan(data, offset, length, (_, high, low, size) -> offered.add(high, low, size));
        } catch (IllegalArgumentException _) {
            return new Admitted(data, offset, length, null, null); // the decoder says what is wrong
        }
        TraceLedger known = ledger;
        if (known == null) {
            known = new TraceLedger();
            ledger = known;
        }
        if (limits.maxBytesPerTrace() == 0) {
            checkLive(limits, offered, known, nowNanos);
            return new Admitted(data, offset, length, offered, null);
        }
        TraceBytes fitting = new TraceBytes();
        int tooLarge = -1;
        for (int trace = 0; trace < offered.count(); trace++) {
            long high = offered.high(trace);
            long low = offered.low(trace);
            if (known.bytes(high, low) + offered.bytes(trace) <= limits.maxBytesPerTrace()) {
                fitting.add(high, low, offered.bytes(trace));
            } else {
                tooLarge = trace;
            }
        }
        checkLive(limits, fitting, known, nowNanos);
        if (tooLarge < 0) {
            return new Admitted(data, offset, length, offered, null);
        }
        BitSet leftOut = new BitSet();
        OtlpRewriter.forEachSpan(data, offset, length, (span, high, low, _) -> {
            if (fitting.find(high, low) < 0) {
                leftOut.set(span);
            }
        });
        byte[] rest = new OtlpRewriter(0, leftOut).rewrite(data, offset, length);
        return new Admitted(rest, 0, rest.length, fitting, rejection(limits, offered, tooLarge, leftOut.cardinality()));
    }

    private Rejection rejection(Limits limits, TraceBytes offered, int trace, int spans) {
        long high = offered.high(trace);
        long low = offered.low(trace);
        String id = high == 0 && low == 0 ? "0" : new TraceId(high, low).toString();
        return new Rejection(
                spans,
                "trace_too_large",
                "TRACE_TOO_LARGE: max size of trace (" + limits.maxBytesPerTrace() + ") exceeded while adding "
                        + offered.bytes(trace) + " bytes to trace " + id + " for tenant " + tenant,
                "global.max_bytes_per_trace: " + limits.maxBytesPerTrace(),
                "Look for a program that never ends its trace, or raise global.max_bytes_per_trace for tenant '"
                        + tenant + "' in the overrides; spans that were refused are not stored.");
    }

    private void checkLive(Limits limits, TraceBytes offered, TraceLedger known, long nowNanos) {
        int most = limits.ingestion().maxLiveTraces();
        if (most == 0) {
            return;
        }
        int fresh = known.newTraces(offered, nowNanos, idle.toNanos());
        if (fresh == 0) {
            return;
        }
        int live = known.live(Math.max(0, most - fresh), nowNanos, idle.toNanos());
        if (live + fresh <= most) {
            return;
        }
        boolean never = fresh > most;
        Duration retryAfter = idle.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : idle;
        throw RefusedException.pastLimit(
                Reason.LIVE_TRACES,
                "LIVE_TRACES_EXCEEDED: max live traces exceeded for tenant " + tenant
                        + ": per-user traces limit (local: "
                        + limits.ingestion().maxTracesPerUser() + " global: "
                        + limits.ingestion().maxGlobalTracesPerUser() + " actual local: " + live + ") exceeded",
                never || !limits.ingestion().retryInfoEnabled() ? null : retryAfter,
                "ingestion.max_traces_per_user: " + most,
                never
                        ? "One request brings " + fresh + " traces: send smaller ones, or raise"
                                + " ingestion.max_traces_per_user for tenant '" + tenant + "' in the overrides."
                        : "Send again once traces are idle (" + idle + "), or raise ingestion.max_traces_per_user for"
                                + " tenant '" + tenant + "' in the overrides.");
    }

    /// Takes note that what was let through is stored.
    void taken(Admitted admitted, long nowNanos) {
        TraceBytes traces = admitted.traces();
        TraceLedger known = ledger;
        if (traces == null || known == null) {
            return;
        }
        for (int trace = 0; trace < traces.count(); trace++) {
            known.add(traces.high(trace), traces.low(trace), traces.bytes(trace), nowNanos, idle.toNanos());
        }
    }

    /// Takes note of a request that was stored before a restart.
    void replayed(Limits limits, byte[] data, long nowNanos) {
        if (!limits.watchesTraces()) {
            return;
        }
        TraceBytes traces = new TraceBytes();
        OtlpRewriter.forEachSpan(data, 0, data.length, (_, high, low, size) -> traces.add(high, low, size));
        if (ledger == null) {
            ledger = new TraceLedger();
        }
        taken(new Admitted(data, 0, data.length, traces, null), nowNanos);
    }
}
