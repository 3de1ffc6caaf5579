package dev.vivace.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonMistakeTest {

    private static void read(String json) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            while (parser.nextToken() != null) {
                parser.getString();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resourceSpans\": [",
                "{\"a\": {\"b\": 1",
                "[1, 2",
                "{\"a\" 1}",
                "{\"a\": nul}",
                "{\"a\": 'x'}",
                "\"ab"
            })
    void saysWhatIsWrongInTheSendersTerms(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        JacksonException.class,
                        mistake -> assertThat(JsonMistake.words(mistake))
                                .isNotBlank()
                                .doesNotContain("Source", "REDACTED", "UNKNOWN", "StreamReadFeature"));
    }
}
