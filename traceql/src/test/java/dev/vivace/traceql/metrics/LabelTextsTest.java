package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelTextsTest {

    private static final String LETTERS = "ab\u00e9\u20ac\uffee\ud83d\ude00";

    @Test
    void stringsKeepTheirNumbersAndTheirOrderWhereverTheyAreKept() {
        SplittableRandom random = new SplittableRandom(11);
        LabelTexts texts = new LabelTexts();
        Map<String, Integer> expected = new HashMap<>();
        List<String> byNumber = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String text = text(random, i == 5_000 ? 300_000 : random.nextInt(i % 100 == 0 ? 3_000 : 8));
            byte[] padded = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
            Integer known = expected.putIfAbsent(text, byNumber.size());
            if (known == null) {
                byNumber.add(text);
            }
            assertThat(texts.numberOf(padded, 1, padded.length - 2)).isEqualTo(expected.get(text));
        }
        assertThat(texts.count()).isEqualTo(byNumber.size());
        for (int number = 0; number < byNumber.size(); number++) {
            assertThat(texts.text(number)).isEqualTo(byNumber.get(number));
            int other = random.nextInt(byNumber.size());
            assertThat(Integer.signum(texts.compare(number, other)))
                    .isEqualTo(Integer.signum(byNumber.get(number).compareTo(byNumber.get(other))));
        }
    }

    private static String text(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            int at = random.nextInt(LETTERS.length() - 1);
            text.append(at < LETTERS.length() - 2 ? LETTERS.substring(at, at + 1) : "\ud83d\ude00");
        }
        return text.toString();
    }
}
