package dev.vivace.wire.zipkin;

import dev.vivace.wire.foreign.ForeignRequestException;
import dev.vivace.wire.foreign.HexId;
import dev.vivace.wire.foreign.Remarks;
import dev.vivace.wire.foreign.SpanDraft;

/// The ids of a span being read. A bad parent id costs the span its parent, any other bad id the span.
final class ZipkinIds {

    private final SpanDraft draft;
    private final String place;
    private final Remarks remarks;
    private String badTraceId = "";
    private String badSpanId = "";

    ZipkinIds(SpanDraft draft, String place, Remarks remarks) {
        this.draft = draft;
        this.place = place;
        this.remarks = remarks;
    }

    void traceId(String hex) {
        if (HexId.isHex(hex, 32)) {
            draft.traceIdHigh = HexId.high(hex);
            draft.traceIdLow = HexId.low(hex);
        } else {
            badTraceId = hex;
        }
    }

    void spanId(String hex) {
        if (HexId.isHex(hex, 16)) {
            draft.spanId = HexId.low(hex);
        } else {
            badSpanId = hex;
        }
    }

    void parentId(String hex) {
        if (HexId.isHex(hex, 16)) {
            draft.parentSpanId = HexId.low(hex);
        } else if (!hex.isEmpty()) {
            remarks.repaired(
                    place + ".parentId", Remarks.quote(hex) + " (expected: 1 to 16 hex digits), taken as none");
        }
    }

    /// Whether the span can be stored; a remark says why not.
    boolean areGood() {
        if ((draft.traceIdHigh | draft.traceIdLow) == 0) {
            remarks.skipped(
                    ForeignRequestException.INVALID_TRACE_ID,
                    place + ".traceId",
                    bad(badTraceId) + " (expected: 1 to 32 hex digits, not all zero); span left out");
            return false;
        }
        if (draft.spanId == 0) {
            remarks.skipped(
                    ForeignRequestException.INVALID_SPAN_ID,
                    place + ".id",
                    bad(badSpanId) + " (expected: 1 to 16 hex digits, not all zero); span left out");
            return false;
        }
        if (draft.parentSpanId == draft.spanId) {
            draft.parentSpanId = 0;
        }
        return true;
    }

    private static String bad(String text) {
        return text.isEmpty() ? "absent or zero" : Remarks.quote(text);
    }
}
