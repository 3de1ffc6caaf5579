package dev.vivace.wire.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.Span;
import dev.vivace.wire.otlp.MalformedOtlpException;
import dev.vivace.wire.otlp.OtlpObjects;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A translation as objects, for assertions.
public final class Translated {

    private Translated() {}

    /// Its spans; OTLP's own decoder must like them.
    public static List<Span> spans(Translation translation) {
        byte[] otlp = translation.otlp();
        try {
            List<Span> spans = OtlpObjects.spans(otlp);
            assertThat(spans).hasSize(translation.spans());
            return spans;
        } catch (MalformedOtlpException e) {
            throw new AssertionError(e);
        }
    }

    /// The only span of a translation with nothing to remark.
    public static Span only(Translation translation) {
        assertThat(translation.summary()).isEmpty();
        assertThat(translation.spans()).isEqualTo(1);
        return spans(translation).getFirst();
    }

    /// Attributes as plain values.
    public static Map<String, Object> map(List<Attribute> attributes) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Attribute attribute : attributes) {
            map.put(
                    attribute.key(),
                    switch (attribute.value()) {
                        case AttributeValue.Text(String text) -> text;
                        case AttributeValue.Int(long number) -> number;
                        case AttributeValue.Real(double number) -> number;
                        case AttributeValue.Bool(boolean flag) -> flag;
                        case AttributeValue value -> value;
                    });
        }
        return map;
    }
}
