package dev.vivace.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void integersOfEveryLengthAreWrittenInFull() {
        for (int digits = 0; digits <= 18; digits++) {
            long power = (long) Math.pow(10, digits);
            for (long number : new long[] {power - 1, power, power + 1, 9 * power / 2, -power}) {
                assertThat(new JsonText().number(number)).hasToString(Long.toString(number));
                assertThat(new JsonText().int64(number)).hasToString("\"" + number + "\"");
            }
        }
        assertThat(new JsonText().number(Long.MIN_VALUE)).hasToString("-9223372036854775808");
        assertThat(new JsonText().number(Long.MAX_VALUE)).hasToString("9223372036854775807");
        assertThat(new JsonText().uint64(-1)).hasToString("\"18446744073709551615\"");
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            assertThat(new JsonText().number(number)).hasToString(Long.toString(number));
        }
    }

    @Test
    void idsAreHexDigits() {
        assertThat(new JsonText().hex(0x0af7651916cd43ddL)).hasToString("\"0af7651916cd43dd\"");
        assertThat(new JsonText().hex(-1)).hasToString("\"ffffffffffffffff\"");
        assertThat(new JsonText().shortHex(0, 0xa01)).hasToString("\"a01\"");
        assertThat(new JsonText().shortHex(0x0b, 0xa01)).hasToString("\"b0000000000000a01\"");
        assertThat(new JsonText().shortHex(-1, 0)).hasToString("\"ffffffffffffffff0000000000000000\"");
        assertThat(new JsonText().shortHex(0, 0)).hasToString("\"0\"");
        Random random = new Random(4);
        for (int i = 0; i < 10_000; i++) {
            long high = random.nextLong() >>> random.nextInt(64);
            long low = random.nextLong() >>> random.nextInt(64);
            String digits = HexFormat.of().toHexDigits(low);
            assertThat(new JsonText().hex(low)).hasToString('"' + digits + '"');
            assertThat(new JsonText().shortHex(0, low)).hasToString('"' + Long.toHexString(low) + '"');
            if (high != 0) {
                assertThat(new JsonText().shortHex(high, low)).hasToString('"' + Long.toHexString(high) + digits + '"');
            }
        }
    }

    @Test
    void namesBringTheObjectsAroundThem() {
        JsonName first = JsonName.inElement("id");
        JsonName inner = JsonName.inMember("quote \" \u00fc", "count");
        JsonName other = new JsonName("other");
        JsonText out = new JsonText().beginArray();
        for (int i = 0; i < 2; i++) {
            out.name(first)
                    .number(i)
                    .name(inner)
                    .number(7)
                    .endObject()
                    .name(other)
                    .bool(true);
            out.endObject();
        }
        String one = ",\"quote \\\" \u00fc\":{\"count\":7},\"other\":true}";
        assertThat(out.endArray()).hasToString("[{\"id\":0" + one + ",{\"id\":1" + one + "]");
    }

    @Test
    void textsThatComeAgainAreWrittenAsTheFirstTime() {
        String plain = new String("plain \u00fc \ud83d\ude00");
        String escaped = "quote \" backslash \\ line \n control \u0001";
        JsonText out = new JsonText().beginArray();
        StringBuilder expected = new StringBuilder("[");
        for (int i = 0; i < 1000; i++) {
            out.string(plain).string(escaped).string(new String(escaped));
            String quoted = "\"quote \\\" backslash \\\\ line \\n control \\u0001\"";
            expected.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(plain)
                    .append("\",")
                    .append(quoted)
                    .append(',')
                    .append(quoted);
        }
        assertThat(out.endArray()).hasToString(expected.append(']').toString());
    }

    @Test
    void loneSurrogatesBecomeQuestionMarks() {
        assertThat(new JsonText().string("a\ud800b")).hasToString("\"a?b\"");
    }

    @Test
    void aLongTextInPiecesIsTheSameText() {
        JsonName name = new JsonName("name");
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        List<Boolean> ends = new ArrayList<>();
        Pieces pieces = (bytes, length, last) -> {
            taken.write(bytes, 0, length);
            Arrays.fill(bytes, (byte) 'x');
            ends.add(last);
        };
        JsonText inPieces = new JsonText(16, pieces).beginArray();
        JsonText whole = new JsonText().beginArray();
        for (int i = 0; i < 50_000; i++) {
            inPieces.beginObject().name(name);
            int from = inPieces.sizeBytes();
            inPieces.string("value " + i);
            int to = inPieces.sizeBytes();
            inPieces.name("again").again(from, to).endObject().settle();
            whole.beginObject()
                    .name("name")
                    .string("value " + i)
                    .name("again")
                    .string("value " + i)
                    .endObject();
        }
        inPieces.endArray().finish();
        assertThat(taken.toByteArray())
                .isEqualTo(whole.endArray().toByteArray())
                .hasSize(inPieces.sizeBytes())
                .hasSizeGreaterThan(1 << 20);
        assertThat(ends).hasSizeGreaterThan(5).endsWith(true).containsOnlyOnce(true);
    }
}
