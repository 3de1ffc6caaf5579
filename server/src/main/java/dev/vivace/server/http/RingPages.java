package dev.vivace.server.http;

import dev.vivace.ingest.receive.Directions;
import dev.vivace.ingest.receive.Signposts;
import dev.vivace.wire.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The pages of rings, for the tools and habits of those who ran several processes: this one is each ring's only
/// member, healthy as long as it answers. HTML, or JSON for who accepts that. Thread-safe.
record RingPages(Directions directions, Instant started, InstantSource clock) {

    /// Of one of Tempo's components.
    Reply members(String component, ApiRequest request) {
        Signposts signposts = directions.signposts();
        String address = signposts.host() + ":" + signposts.api();
        String now = clock.instant().toString();
        if (wantsJson(request)) {
            JsonText out = new JsonText();
            out.beginObject().name("shards").beginArray().beginObject();
            out.name("id").string("vivace").name("state").string("ACTIVE");
            out.name("address").string(address);
            out.name("timestamp").string(now);
            out.name("registered_timestamp").string(started.toString());
            out.name("zone").string("").name("tokens").beginArray().endArray();
            out.endObject().endArray().name("now").string(now).endObject();
            return json(out);
        }
        return html(
                "The ring of " + component + ": one member",
                "Vivace does the work of all of Tempo's components in one process: no data is shared out by tokens.",
                List.of("Instance ID", "State", "Address", "Registered at", "Last heartbeat"),
                List.of("vivace", "ACTIVE", address, started.toString(), now));
    }

    /// Spans are logged in one place, where Tempo has partitions of a topic.
    Reply partitions(ApiRequest request) {
        String now = clock.instant().toString();
        if (wantsJson(request)) {
            JsonText out = new JsonText();
            out.beginObject().name("partitions").beginArray().beginObject();
            out.name("id").number(0).name("state").string("PartitionActive");
            out.name("state_timestamp").string(started.toString());
            out.name("owner_ids").beginArray().string("vivace").endArray();
            out.endObject().endArray().name("now").string(now).endObject();
            return json(out);
        }
        return html(
                "The ring of partitions: one partition",
                "Vivace logs all spans in one place, and reads them there.",
                List.of("Partition ID", "State", "State updated at", "Owners"),
                List.of("0", "Active", started.toString(), "vivace"));
    }

    private static boolean wantsJson(ApiRequest request) {
        return request.accept().contains("application/json");
    }

    private static Reply json(JsonText out) {
        return Reply.json((out + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Reply html(String title, String sentence, List<String> names, List<String> values) {
        StringBuilder page = new StringBuilder(
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(title)
                .append("</title></head><body>\n<h1>")
                .append(title)
                .append("</h1>\n<p>")
                .append(sentence)
                .append("</p>\n<table border=\"1\"><tr>");
        names.forEach(name -> page.append("<th>").append(name).append("</th>"));
        page.append("</tr>\n<tr>");
        values.forEach(value -> page.append("<td>").append(value).append("</td>"));
        page.append("</tr></table>\n</body></html>\n");
        return new Reply(200, Reply.HTML, page.toString().getBytes(StandardCharsets.UTF_8));
    }
}
