package dev.vivace.wire.zipkin;

import dev.vivace.model.AttributeValue;
import dev.vivace.wire.foreign.SpanDraft;
import java.util.Locale;

/// What tags say of a span's status. `error`, whatever its value, is an error and its text the message, as
/// OpenTelemetry's exporters for Zipkin write it; `otel.status_code` comes second.
final class ZipkinStatus {

    private ZipkinStatus() {}

    static void take(SpanDraft draft) {
        code(draft);
        String description = draft.text("otel.status_description");
        if (description != null) {
            draft.remove("otel.status_description");
            draft.statusMessage = description;
        }
        AttributeValue error = draft.get("error");
        if (error == null) {
            return;
        }
        draft.statusCode = SpanDraft.STATUS_ERROR;
        String text = error instanceof AttributeValue.Text(String value) ? value : "";
        if (text.equals("true") || error instanceof AttributeValue.Bool(boolean flag) && flag) {
            draft.remove("error");
        } else if (draft.statusMessage.isEmpty() && !text.equals("false")) {
            draft.statusMessage = text;
        }
    }

    private static void code(SpanDraft draft) {
        String code = draft.text("otel.status_code");
        if (code == null) {
            return;
        }
        String word = code.toUpperCase(Locale.ROOT);
        switch (word.startsWith("STATUS_CODE_") ? word.substring("STATUS_CODE_".length()) : word) {
            case "OK", "1" -> draft.statusCode = SpanDraft.STATUS_OK;
            case "ERROR", "2" -> draft.statusCode = SpanDraft.STATUS_ERROR;
            case "UNSET", "0", "" -> {}
            default -> {
                return; // stays what it is, an attribute nobody understands
            }
        }
        draft.remove("otel.status_code");
    }
}
