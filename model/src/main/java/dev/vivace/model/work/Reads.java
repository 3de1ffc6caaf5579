package dev.vivace.model.work;

import java.util.EnumMap;
import java.util.Map;

/// Counts of what was read, and of what did not have to be read and why. Immutable.
public record Reads(Map<Kind, Long> counts) {

    /// What is counted.
    public enum Kind {
        /// Bytes fetched from storage.
        BYTES("bytes read"),
        /// Pages of values decoded.
        PAGES("pages decoded"),
        /// Pages passed over because their bounds, or the rows still in question, rule them out.
        PAGES_SKIPPED("pages skipped by their bounds"),
        /// Column chunks without the attribute: known from the catalogue in the block's footer.
        ABSENT_KEYS("attributes absent by the catalogue"),
        /// Column chunks ruled out by their least and greatest value.
        OUT_OF_BOUNDS("columns ruled out by their bounds"),
        /// Column chunks ruled out by their bloom filter.
        NOT_IN_BLOOM("columns ruled out by their bloom filter"),
        /// Column chunks of which no dictionary entry passes: no page was decoded.
        NOT_IN_DICTIONARY("columns ruled out by their dictionary");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /// What people read.
        public String words() {
            return words;
        }
    }

    public static final Reads NONE = new Reads(Map.of());

    public Reads {
        counts = Map.copyOf(counts);
    }

    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    public Reads plus(Reads more) {
        Map<Kind, Long> sum = new EnumMap<>(Kind.class);
        sum.putAll(counts);
        more.counts.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
        return new Reads(sum);
    }

    /// What was counted since `earlier`.
    public Reads since(Reads earlier) {
        Map<Kind, Long> difference = new EnumMap<>(Kind.class);
        counts.forEach((kind, count) -> {
            long more = count - earlier.count(kind);
            if (more != 0) {
                difference.put(kind, more);
            }
        });
        return new Reads(difference);
    }
}
