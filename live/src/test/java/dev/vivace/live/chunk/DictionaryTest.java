package dev.vivace.live.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryTest {

    private final Stage stage = new Stage();
    private final Footprint footprint = new Footprint();
    private final Dictionary dictionary = new Dictionary(stage, footprint);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void codesStandForStringsThroughCommitsAndRollbacks(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            stage.begin();
            List<String> added = new ArrayList<>(expected);
            for (int i = random.nextInt(60); i > 0; i--) {
                String text = "x".repeat(random.nextInt(40) == 0 ? random.nextInt(40_000) : random.nextInt(20))
                        + random.nextInt(2000);
                int code = intern(text);
                if (code == added.size()) {
                    added.add(text);
                }
                assertThat(added.get(code)).as("seed %d", seed).isEqualTo(text);
            }
            if (random.nextBoolean()) {
                stage.commit();
                expected = added;
            } else {
                stage.rollback();
            }
            assertThat(dictionary.count()).isEqualTo(expected.size());
            assertThat(dictionary.committedCount()).isEqualTo(expected.size());
            Set<String> known = new HashSet<>(expected);
            for (String text : added) {
                assertThat(find(text))
                        .as("seed %d", seed)
                        .isEqualTo(known.contains(text) ? expected.indexOf(text) : -1);
            }
        }
        for (int code = 0; code < expected.size(); code++) {
            assertThat(dictionary.text(code)).isEqualTo(expected.get(code));
            assertThat(dictionary.bytes(code)).isEqualTo(expected.get(code).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void emptyAndHugeStringsAreStored() {
        stage.begin();
        String huge = "é".repeat(1 << 20);

        // the empty string also where a chunk of the arena is just full
        for (int i = 0; i < 16; i++) {
            intern("y".repeat(1 << 12).substring(4) + String.format("%04d", i));
        }
        assertThat(intern("")).isEqualTo(16);
        assertThat(intern(huge)).isEqualTo(17);
        assertThat(dictionary.text(16)).isEmpty();
        assertThat(dictionary.text(17)).isEqualTo(huge);
        assertThat(intern("")).isEqualTo(16);
        assertThat(footprint.bytes()).isGreaterThan(2L << 20);
    }

    @Test
    void hashesOfDifferentBytesDiffer() {
        Set<Long> hashes = new HashSet<>();
        byte[] data = new byte[100];
        for (int length = 0; length <= data.length; length++) {
            assertThat(hashes.add(ContentHash.of(data, 0, length))).isTrue();
            for (int bit = 0; bit < length * 8; bit++) {
                data[bit >> 3] ^= (byte) (1 << (bit & 7));
                assertThat(hashes.add(ContentHash.of(data, 0, length))).isTrue();
                assertThat(ContentHash.equal(data, 0, new byte[length], 0, length))
                        .isFalse();
                data[bit >> 3] ^= (byte) (1 << (bit & 7));
            }
            assertThat(ContentHash.equal(data, 0, new byte[length], 0, length)).isTrue();
        }
    }

    private int intern(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        return dictionary.intern(bytes, 1, bytes.length - 2);
    }

    private int find(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return dictionary.find(bytes, 0, bytes.length);
    }
}
