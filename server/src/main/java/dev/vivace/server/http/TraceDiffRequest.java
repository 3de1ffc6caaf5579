package dev.vivace.server.http;

import dev.vivace.model.TraceId;
import dev.vivace.wire.json.JsonMistake;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Which two traces are compared, and how that is told. Immutable.
record TraceDiffRequest(Side base, Side compare, Format format) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// How a difference is told.
    enum Format {
        PATCH("trace-patch-v0"),
        SUMMARY("trace-summary-v0-native"),
        COMPOSED_SUMMARY("trace-summary-v0-composed");

        private final String word;

        Format(String word) {
            this.word = word;
        }

        static Format of(String word) {
            for (Format format : values()) {
                if (format.word.equals(word)) {
                    return format;
                }
            }
            throw new BadRequestException("invalid format \"" + word + "\": must be one of "
                    + Arrays.stream(values()).map(it -> it.word).collect(Collectors.joining(", ")));
        }
    }

    /// One of the traces.
    ///
    /// @param text its id as it was given
    /// @param traceId null for the id of no trace, nothing but zeros
    record Side(String text, @Nullable TraceId traceId) {

        /// @param name of this side, for complaints
        /// @param startSeconds checked, and narrows nothing: traces are compared whole; likewise the end
        static Side of(String name, String text, @Nullable Long startSeconds, @Nullable Long endSeconds) {
            if (text.isEmpty()) {
                throw new BadRequestException(name + ".traceId is required");
            }
            if (startSeconds != null && endSeconds != null && endSeconds <= startSeconds) {
                throw new BadRequestException(name + ".start must be before " + name + ".end. received start="
                        + startSeconds + " end=" + endSeconds);
            }
            try {
                return new Side(text, TraceIds.parse(text));
            } catch (BadRequestException e) {
                throw new BadRequestException("invalid " + name + ".traceId: " + e.getMessage());
            }
        }
    }

    /// Reads the body of a request; members nobody knows mean nothing.
    ///
    /// @throws BadRequestException if it is none
    static TraceDiffRequest parse(byte[] body) {
        if (body.length == 0) {
            throw new BadRequestException("invalid trace diff request body: EOF");
        }
        JsonNode request;
        try {
            request = JSON.readTree(body);
        } catch (JacksonException e) {
            throw new BadRequestException("invalid trace diff request body: " + JsonMistake.words(e));
        }
        if (!request.isObject()) {
            throw new BadRequestException("invalid trace diff request body: a JSON " + request.getNodeType()
                    + " (expected: {\"base\":{\"traceId\":\"…\"},\"compare\":{\"traceId\":\"…\"}})");
        }
        Side base = side("base", request.path("base"));
        Side compare = side("compare", request.path("compare"));
        String format = text("format", request.path("format"));
        return new TraceDiffRequest(base, compare, format.isEmpty() ? Format.PATCH : Format.of(format));
    }

    private static Side side(String name, JsonNode side) {
        return Side.of(
                name,
                text(name + ".traceId", side.path("traceId")),
                seconds(name + ".start", side.path("start")),
                seconds(name + ".end", side.path("end")));
    }

    private static String text(String name, JsonNode text) {
        if (text.isMissingNode() || text.isNull()) {
            return "";
        }
        if (!text.isString()) {
            throw new BadRequestException(
                    "invalid trace diff request body: " + name + " is " + text + " (expected: a string)");
        }
        return text.asString();
    }

    private static @Nullable Long seconds(String name, JsonNode seconds) {
        if (seconds.isMissingNode() || seconds.isNull()) {
            return null;
        }
        if (!seconds.isIntegralNumber() || !seconds.canConvertToLong()) {
            throw new BadRequestException(
                    "invalid trace diff request body: " + name + " is " + seconds + " (expected: unix seconds)");
        }
        return seconds.asLong();
    }
}
