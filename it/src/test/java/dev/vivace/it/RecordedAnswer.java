package dev.vivace.it;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// One request of the conformance kit with the reference's normalised answer. Immutable.
///
/// @param line what is asked: a kind (`M`, `I`, `T`, `V`, `L`, none for a search) and the query
/// @param want the answer, normalised
record RecordedAnswer(String line, JsonNode want) {

    static List<RecordedAnswer> all() {
        return ResourceLines.of("/conformance/answers.jsonl.gz").stream()
                .map(Conversation.MAPPER::readTree)
                .map(answer -> new RecordedAnswer(answer.path("query").asString(), answer))
                .toList();
    }

    int status() {
        return want.path("status").asInt();
    }

    /// Whether only status and identities are known: the reference misreads the query.
    boolean isCorrection() {
        return want.path("compare").asString("").equals("ids");
    }
}
