package dev.vivace.server.http;

import dev.vivace.ingest.receive.Arrivals;
import dev.vivace.ingest.receive.Arrivals.TurnedAway;
import dev.vivace.wire.json.JsonText;
import java.util.List;

/// The last requests that were not taken, or not whole: who sent them, why they were refused, which limit that was and
/// what helps. As JSON at `/status/refusals`, and as text on `/status`. Thread-safe.
final class RefusalsPage implements Endpoint {

    private static final int SHOWN_AS_TEXT = 20;

    private final Arrivals arrivals;

    RefusalsPage(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    @Override
    public Reply answer(ApiRequest request) {
        JsonText out = new JsonText(1024);
        out.beginObject().name("refusals").beginArray();
        for (TurnedAway refusal : arrivals.turnedAway()) {
            out.beginObject();
            out.name("tenant").string(refusal.tenant());
            out.name("address").string(refusal.sender().address());
            out.name("agent").string(refusal.sender().agent());
            out.name("transport").string(refusal.sender().transport().word());
            out.name("encoding").string(refusal.sender().encoding());
            out.name("request").string(refusal.what());
            out.name("reason").string(refusal.reason());
            out.name("status").number(refusal.httpStatus());
            out.name("message").string(refusal.message());
            out.name("limit").string(refusal.limit());
            out.name("remedy").string(refusal.remedy());
            out.name("first").string(refusal.first().toString());
            out.name("last").string(refusal.last().toString());
            out.name("times").number(refusal.times());
            out.endObject();
        }
        return Reply.json(out.endArray().endObject().toByteArray());
    }

    /// A few lines for each of the last ones.
    String text() {
        List<TurnedAway> refusals = arrivals.turnedAway();
        StringBuilder text = new StringBuilder("GET /status/refusals\n");
        if (refusals.isEmpty()) {
            text.append("nothing was refused since the start\n");
        }
        for (TurnedAway refusal : refusals.subList(0, Math.min(SHOWN_AS_TEXT, refusals.size()))) {
            text.append(refusal.last())
                    .append("  ")
                    .append(refusal.times())
                    .append(" times  ")
                    .append(refusal.reason())
                    .append("  ")
                    .append(refusal.tenant().isEmpty() ? "" : "tenant " + refusal.tenant() + "  ")
                    .append(refusal.sender().address())
                    .append(' ')
                    .append(oneLine(refusal.sender().agent()))
                    .append("\n  ")
                    .append(oneLine(refusal.message()))
                    .append('\n');
            if (!refusal.limit().isEmpty()) {
                text.append("  limit: ").append(refusal.limit()).append('\n');
            }
            if (!refusal.remedy().isEmpty()) {
                text.append("  remedy: ").append(oneLine(refusal.remedy())).append('\n');
            }
        }
        return text.toString();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
