package dev.vivace.server.http;

import dev.vivace.ingest.receive.Arrivals;
import dev.vivace.ingest.receive.Arrivals.Arrival;
import dev.vivace.ingest.receive.Arrivals.TurnedAway;
import dev.vivace.ingest.receive.Sender;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Answers `/status/arrivals`: who sent what in the last minutes, and who was turned away and why, as JSON.
/// Thread-safe.
final class ArrivalsPage implements Endpoint {

    private final Arrivals arrivals;
    private final JsonFactory json = new JsonFactory();

    ArrivalsPage(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    @Override
    public Reply answer(ApiRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeNumberProperty("spans", arrivals.spans());
            out.writeNumberProperty("recentMinutes", Arrivals.RECENT_MINUTES);
            out.writeArrayPropertyStart("arrivals");
            for (Arrival arrival : arrivals.arrivals()) {
                write(out, arrival);
            }
            out.writeEndArray();
            out.writeArrayPropertyStart("refusals");
            for (TurnedAway refusal : arrivals.turnedAway()) {
                write(out, refusal);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return Reply.json(bytes.toByteArray());
    }

    private static void write(JsonGenerator out, Arrival arrival) {
        out.writeStartObject();
        write(out, arrival.sender());
        out.writeArrayPropertyStart("services");
        arrival.services().forEach(out::writeString);
        out.writeEndArray();
        out.writeStringProperty("first", arrival.first().toString());
        out.writeStringProperty("last", arrival.last().toString());
        out.writeNumberProperty("recentSpans", arrival.recentSpans());
        out.writeNumberProperty("requests", arrival.requests());
        out.writeNumberProperty("spans", arrival.spans());
        out.writeNumberProperty("repeatedSpans", arrival.repeatedSpans());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, TurnedAway refusal) {
        out.writeStartObject();
        write(out, refusal.sender());
        out.writeStringProperty("request", refusal.what());
        out.writeStringProperty("reason", refusal.reason());
        out.writeNumberProperty("status", refusal.httpStatus());
        out.writeStringProperty("message", refusal.message());
        out.writeStringProperty("remedy", refusal.remedy());
        out.writeStringProperty("first", refusal.first().toString());
        out.writeStringProperty("last", refusal.last().toString());
        out.writeNumberProperty("times", refusal.times());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Sender sender) {
        out.writeStringProperty("address", sender.address());
        out.writeStringProperty("transport", sender.transport().word());
        out.writeStringProperty("encoding", sender.encoding());
        out.writeStringProperty("agent", sender.agent());
    }
}
