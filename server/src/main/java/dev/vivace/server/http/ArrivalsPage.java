package dev.vivace.server.http;

import dev.vivace.ingest.receive.Arrivals;
import dev.vivace.ingest.receive.Arrivals.Arrival;
import dev.vivace.ingest.receive.Arrivals.TurnedAway;
import dev.vivace.ingest.receive.Sender;
import dev.vivace.wire.json.JsonText;

/// Answers `/status/arrivals`: who sent what in the last minutes, and who was turned away and why, as JSON.
/// Thread-safe.
final class ArrivalsPage implements Endpoint {

    private final Arrivals arrivals;

    ArrivalsPage(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    @Override
    public Reply answer(ApiRequest request) {
        JsonText out = new JsonText(1024);
        out.beginObject().name("spans").number(arrivals.spans());
        out.name("recentMinutes").number(Arrivals.RECENT_MINUTES);
        out.name("arrivals").beginArray();
        for (Arrival arrival : arrivals.arrivals()) {
            write(out, arrival);
        }
        out.endArray().name("refusals").beginArray();
        for (TurnedAway refusal : arrivals.turnedAway()) {
            write(out, refusal);
        }
        return Reply.json(out.endArray().endObject().toByteArray());
    }

    private static void write(JsonText out, Arrival arrival) {
        out.beginObject();
        write(out, arrival.sender());
        out.name("services").beginArray();
        arrival.services().forEach(out::string);
        out.endArray();
        out.name("first").string(arrival.first().toString());
        out.name("last").string(arrival.last().toString());
        out.name("recentSpans").number(arrival.recentSpans());
        out.name("requests").number(arrival.requests());
        out.name("spans").number(arrival.spans());
        out.name("repeatedSpans").number(arrival.repeatedSpans());
        out.endObject();
    }

    private static void write(JsonText out, TurnedAway refusal) {
        out.beginObject();
        write(out, refusal.sender());
        out.name("request").string(refusal.what());
        out.name("reason").string(refusal.reason());
        out.name("status").number(refusal.httpStatus());
        out.name("message").string(refusal.message());
        out.name("remedy").string(refusal.remedy());
        out.name("first").string(refusal.first().toString());
        out.name("last").string(refusal.last().toString());
        out.name("times").number(refusal.times());
        out.endObject();
    }

    private static void write(JsonText out, Sender sender) {
        out.name("address").string(sender.address());
        out.name("transport").string(sender.transport().word());
        out.name("encoding").string(sender.encoding());
        out.name("agent").string(sender.agent());
    }
}
