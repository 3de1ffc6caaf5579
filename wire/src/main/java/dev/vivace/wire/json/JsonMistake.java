package dev.vivace.wire.json;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// What is wrong with JSON, in words for the one who sent it.
public final class JsonMistake {

    /// Where something began, in the parser's own terms: of no use to whoever has no stack trace to read.
    private static final Pattern PARSERS_OWN = Pattern.compile(" ?\\([^()\\[]*\\[Source: .*?]\\)| at \\[Source: .*?]");

    private JsonMistake() {}

    /// The parser's message, without where in its source it was.
    public static String words(JacksonException mistake) {
        return PARSERS_OWN.matcher(mistake.getOriginalMessage()).replaceAll("");
    }
}
