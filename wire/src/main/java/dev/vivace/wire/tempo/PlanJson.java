package dev.vivace.wire.tempo;

import dev.vivace.model.work.Reads;
import dev.vivace.model.work.Step;
import dev.vivace.wire.json.JsonText;

/// The plan of a query as JSON: what `explain=true` adds to an answer. Vivace's own. Each step is
/// `{"step", "times", "unit", "in", "out", "micros", "reads": {…}, "steps": […]}`; reads of zero and empty
/// lists are left
/// out.
public final class PlanJson {

    private PlanJson() {}

    public static byte[] of(Step step) {
        JsonText json = new JsonText();
        append(step, json);
        return json.toByteArray();
    }

    private static void append(Step step, JsonText json) {
        json.beginObject().name("step").string(step.text());
        json.name("times").number(step.times());
        json.name("unit").string(step.unit());
        json.name("in").number(step.countIn());
        json.name("out").number(step.countOut());
        json.name("micros").number(step.nanos() / 1000);
        if (!step.reads().counts().isEmpty()) {
            json.name("reads").beginObject();
            for (Reads.Kind kind : Reads.Kind.values()) {
                if (step.reads().count(kind) != 0) {
                    json.name(kind.words()).number(step.reads().count(kind));
                }
            }
            json.endObject();
        }
        if (!step.steps().isEmpty()) {
            json.name("steps").beginArray();
            step.steps().forEach(below -> append(below, json));
            json.endArray();
        }
        json.endObject();
    }
}
