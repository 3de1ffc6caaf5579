package dev.vivace.wire.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.AttributeValue.Absent;
import dev.vivace.model.AttributeValue.Bool;
import dev.vivace.model.AttributeValue.Bytes;
import dev.vivace.model.AttributeValue.Fields;
import dev.vivace.model.AttributeValue.Int;
import dev.vivace.model.AttributeValue.Many;
import dev.vivace.model.AttributeValue.Real;
import dev.vivace.model.AttributeValue.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueJsonTest {

    private static final String[] TEXTS = {
        "",
        "a",
        "$double",
        "$bytes",
        "$fields",
        "$",
        "ключ",
        "🚀",
        "quote\"back\\slash/",
        "\u0000\u0001\u001f\n\r\t\b",
        "\u007f\u2028\uffff",
        "1",
        "null"
    };

    @Test
    void valuesAreReadable() {
        assertThat(json(new Text("größe \"x\""))).isEqualTo("\"größe \\\"x\\\"\"");
        assertThat(json(new Int(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(json(new Real(1))).isEqualTo("1.0");
        assertThat(json(new Real(-0.0))).isEqualTo("-0.0");
        assertThat(json(new Real(1e300))).isEqualTo("1.0E300");
        assertThat(json(new Real(Double.NaN))).isEqualTo("{\"$double\":\"NaN\"}");
        assertThat(json(new Real(Double.NEGATIVE_INFINITY))).isEqualTo("{\"$double\":\"-Infinity\"}");
        assertThat(json(new Bool(true))).isEqualTo("true");
        assertThat(json(new Bytes(new byte[] {1, -1}))).isEqualTo("{\"$bytes\":\"Af8=\"}");
        assertThat(json(new Absent())).isEqualTo("null");
        assertThat(json(new Many(List.of(new Int(1), new Text("a"), new Many(List.of())))))
                .isEqualTo("[1,\"a\",[]]");
        assertThat(json(new Fields(
                        List.of(new Attribute("a", new Int(1)), new Attribute("$b", new Fields(List.of()))))))
                .isEqualTo("{\"a\":1,\"$b\":{}}");
    }

    @Test
    void listsThatAreNoPlainObjectAreMarked() {
        assertThat(json(new Fields(List.of(new Attribute("$double", new Text("NaN"))))))
                .isEqualTo("{\"$fields\":[[\"$double\",\"NaN\"]]}");
        assertThat(json(new Fields(List.of(new Attribute("k", new Int(1)), new Attribute("k", new Int(2))))))
                .isEqualTo("{\"$fields\":[[\"k\",1],[\"k\",2]]}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsWrittenIsReadBack(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            AttributeValue value = value(random, 4);
            byte[] json = ValueJson.write(value);
            byte[] padded = ("\"\"" + new String(json, StandardCharsets.UTF_8) + "}}").getBytes(StandardCharsets.UTF_8);

            assertThat(ValueJson.parse(padded, 2, json.length))
                    .as("seed %d round %d: %s", seed, round, new String(json, StandardCharsets.UTF_8))
                    .isEqualTo(value);
            List<Attribute> attributes = attributes(random, 3);
            byte[] list = ValueJson.writeAttributes(attributes);
            assertThat(ValueJson.parseAttributes(list, 0, list.length)).isEqualTo(attributes);
        }
    }

    @Test
    void deepestValueOfARequestIsReadBack() {
        AttributeValue value = new Int(1);
        for (int i = 0; i < 64; i++) {
            value = new Fields(List.of(new Attribute("$k", value)));
        }
        byte[] json = ValueJson.write(value);
        assertThat(ValueJson.parse(json, 0, json.length)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1",
                "1 2",
                "{\"$double\":1}",
                "{\"$double\":\"x\"}",
                "{\"$bytes\":\"!\"}",
                "{\"$new\":1}",
                "{\"$fields\":1}",
                "{\"$fields\":[1]}",
                "{\"$fields\":[[1,2]]}",
                "{\"$fields\":[[\"a\"]]}",
                "{\"$fields\":[[\"a\",1,2]]}",
                "{\"$bytes\":\"\",\"a\":1}",
                "9223372036854775808",
                "nope"
            })
    void otherTextIsRefused(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        assertThatIllegalArgumentException().isThrownBy(() -> ValueJson.parse(json, 0, json.length));
    }

    private static String json(AttributeValue value) {
        return new String(ValueJson.write(value), StandardCharsets.UTF_8);
    }

    private static AttributeValue value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0, 1 -> new Text(TEXTS[random.nextInt(TEXTS.length)]);
            case 2 -> new Int(random.nextBoolean() ? random.nextLong() : random.nextInt(10));
            case 3 ->
                new Real(
                        random.nextInt(4) == 0
                                ? random.nextInt(3)
                                : canonical(Double.longBitsToDouble(random.nextLong())));
            case 4 -> new Bool(random.nextBoolean());
            case 5 -> {
                byte[] bytes = new byte[random.nextInt(9)];
                random.nextBytes(bytes);
                yield new Bytes(bytes);
            }
            case 6 -> new Absent();
            case 7 -> {
                List<AttributeValue> values = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    values.add(value(random, depth - 1));
                }
                yield new Many(values);
            }
            default -> new Fields(attributes(random, depth - 1));
        };
    }

    private static List<Attribute> attributes(Random random, int depth) {
        List<Attribute> attributes = new ArrayList<>();
        for (int i = random.nextInt(10) == 0 ? 12 : random.nextInt(4); i > 0; i--) {
            attributes.add(new Attribute(TEXTS[random.nextInt(TEXTS.length)], value(random, depth)));
        }
        return attributes;
    }

    private static double canonical(double number) {
        return Double.isNaN(number) ? Double.NaN : number;
    }
}
