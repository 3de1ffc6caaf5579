package dev.vivace.wire.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Collects what could not be taken as it was sent. Bounded, whatever is sent. Confined to one thread.
public final class Remarks {

    /// How many sentences are kept; the rest is counted.
    public static final int MAX_KEPT = 5;

    private static final int MAX_LENGTH = 240;
    private static final int MAX_QUOTED = 60;

    private final List<String> kept = new ArrayList<>(MAX_KEPT);
    private final Map<String, Integer> skipped = new TreeMap<>();
    private String reason = "";
    private int repairs;

    /// A value was not what it should be; its span is kept.
    ///
    /// @param place like `spans[3].localEndpoint.ipv4`
    /// @param what the value, what was expected, what became of it
    public void repaired(String place, String what) {
        repairs++;
        keep(place, what);
    }

    /// A span had to be left out.
    ///
    /// @param reason the word for counters
    public void skipped(String reason, String place, String what) {
        skipped.merge(reason, 1, Integer::sum);
        this.reason = reason;
        keep(place, what);
    }

    private void keep(String place, String what) {
        if (kept.size() < MAX_KEPT) {
            String text = place + ": " + what;
            kept.add(text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text);
        }
    }

    /// Text of a sender as it may stand in a remark: short, in one line, in quotes.
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), MAX_QUOTED); i++) {
            char c = text.charAt(i);
            quoted.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
        return quoted.append(text.length() > MAX_QUOTED ? "…'" : "'").toString();
    }

    /// The outcome.
    ///
    /// @throws ForeignRequestException if there were spans, and none could be taken
    public Translation translation(byte[] otlp, int spans) throws ForeignRequestException {
        if (spans == 0 && !skipped.isEmpty()) {
            int all = skipped.values().stream().mapToInt(Integer::intValue).sum();
            throw new ForeignRequestException(
                    reason, "none of " + all + " spans can be taken: " + String.join("; ", kept));
        }
        return new Translation(otlp, spans, skipped, repairs, kept);
    }
}
