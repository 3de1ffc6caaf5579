package dev.vivace.wire.foreign;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A request of another format as OTLP, and what of it could not be taken as it was sent. Immutable.
///
/// @param otlp an `ExportTraceServiceRequest`, empty if there is no span; whoever gets it may change it
/// @param spans how many it holds
/// @param skipped spans left out, by the reason's word for counters
/// @param repairs values that could not be kept as what they are; the spans are there
/// @param remarks what was wrong, one sentence each with its place; the first [Remarks#MAX_KEPT] of them
public record Translation(byte[] otlp, int spans, Map<String, Integer> skipped, int repairs, List<String> remarks) {
    public Translation {
        skipped = new TreeMap<>(skipped);
        remarks = List.copyOf(remarks);
    }

    /// How many spans were left out.
    public int skippedSpans() {
        return skipped.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Whether everything was taken as it was sent.
    public boolean isClean() {
        return skipped.isEmpty() && repairs == 0;
    }

    /// What was wrong, in one line for the sender; empty if nothing was.
    public String summary() {
        if (isClean()) {
            return "";
        }
        int left = skippedSpans();
        int more = left + repairs - remarks.size();
        return spans + " spans taken, " + left + " left out, " + repairs + " values repaired: "
                + String.join("; ", remarks) + (more > 0 ? "; and " + more + " more" : "");
    }
}
