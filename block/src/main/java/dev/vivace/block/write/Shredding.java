package dev.vivace.block.write;

import dev.vivace.block.schema.AttributeType;
import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.model.AttributeScope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;

/// Decides which keys and types of one level get a column of their own and what it is called.
///
/// A column is worth it from 0.5 % of the rows on (measured: files get smaller down to 0.1 %, and every column costs
/// footer and index bytes per row group); at most a given number of columns, the most frequent first. The most frequent
/// type of a key has the key's plain name, others a suffix.
final class Shredding {

    private static final double MIN_SHARE = 0.005;

    private Shredding() {}

    /// A key and type that occur.
    record Candidate(String key, AttributeType type, long count) {}

    /// The places of all keys, spilled ones included, in order of key count.
    static SequencedMap<String, List<Catalogue.Place>> decide(
            AttributeScope scope, List<Candidate> candidates, long rows, int maxColumns) {
        List<Candidate> byCount = new ArrayList<>(candidates);
        byCount.sort(Comparator.comparingLong(Candidate::count)
                .reversed()
                .thenComparing(Candidate::key)
                .thenComparing(Candidate::type));
        Set<String> names = new HashSet<>();
        SequencedMap<String, List<Catalogue.Place>> places = new LinkedHashMap<>();
        int columns = 0;
        for (Candidate candidate : byCount) {
            String name = null;
            if (columns < maxColumns && candidate.count() >= rows * MIN_SHARE) {
                name = freeName(scope, candidate, places.containsKey(candidate.key()), names);
                columns++;
            }
            places.computeIfAbsent(candidate.key(), _ -> new ArrayList<>())
                    .add(new Catalogue.Place(candidate.type(), name, candidate.count()));
        }
        return places;
    }

    /// A key may look like another key's suffixed name (`a#int`), or differ from another in case only, which
    /// SQL engines take for the same column: then a number is put behind.
    private static String freeName(AttributeScope scope, Candidate candidate, boolean rarerType, Set<String> taken) {
        String plain = BlockColumns.attribute(scope, candidate.key())
                + (rarerType ? "#" + candidate.type().suffix() : "");
        String name = plain;
        for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
            name = plain + "#" + i;
        }
        return name;
    }
}
