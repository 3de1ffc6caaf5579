package dev.vivace.it;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.vivace.it.Conversation.Answer;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The four ways to ask for a trace. Stateless.
enum TraceById {
    V1_JSON("/api/traces/", Conversation.JSON) {
        @Override
        TracesData read(Answer answer) {
            ObjectNode trace = (ObjectNode) answer.json();
            JsonNode batches = trace.remove("batches");
            trace.set("resourceSpans", batches);
            return OtlpJson.protobufJson(trace);
        }
    },
    V1_PROTOBUF("/api/traces/", Conversation.PROTOBUF) {
        @Override
        TracesData read(Answer answer) throws IOException {
            return TracesData.parseFrom(answer.body());
        }
    },
    V2_JSON("/api/v2/traces/", Conversation.JSON) {
        @Override
        TracesData read(Answer answer) {
            return OtlpJson.protobufJson(answer.json().path("trace"));
        }
    },
    V2_PROTOBUF("/api/v2/traces/", Conversation.PROTOBUF) {
        @Override
        TracesData read(Answer answer) throws IOException {
            CodedInputStream in = answer.body().newCodedInput();
            TracesData.Builder trace = TracesData.newBuilder();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == 1) {
                    trace.mergeFrom(in.readByteArray());
                } else {
                    in.skipField(tag);
                }
            }
            return trace.build();
        }
    };

    private final String path;
    private final String accept;

    TraceById(String path, String accept) {
        this.path = path;
        this.accept = accept;
    }

    abstract TracesData read(Answer answer) throws IOException;

    /// To be followed by the id.
    String path() {
        return path;
    }

    String accept() {
        return accept;
    }

    /// The spans of a trace; none if the server knows none.
    List<SentSpan> spans(ServerUnderTest server, String traceId) throws IOException, InterruptedException {
        Answer answer = Conversation.get(server.api(path + traceId), accept);
        if (answer.status() == 404) {
            return List.of();
        }
        if (answer.status() != 200) {
            throw new AssertionError(this + " of " + traceId + ": " + answer.status() + " " + answer.text());
        }
        return SentSpan.all(read(answer));
    }

    /// What is wrong with the answers for traces that were sent; empty if nothing is.
    String difference(ServerUnderTest server, Map<String, Set<SentSpan>> sent) throws Exception {
        int wrong = 0;
        StringBuilder first = new StringBuilder();
        for (Map.Entry<String, Set<SentSpan>> trace : sent.entrySet()) {
            List<SentSpan> answered = spans(server, trace.getKey());
            String difference = SentSpan.difference(trace.getValue(), answered);
            if (!difference.isEmpty()) {
                if (wrong++ < 3) {
                    first.append("\ntrace ").append(trace.getKey()).append(": ").append(difference);
                }
            }
        }
        return wrong == 0 ? "" : this + ": " + wrong + " of " + sent.size() + " traces differ" + first;
    }
}
