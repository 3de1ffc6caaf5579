package dev.vivace.block.write;

import dev.vivace.block.schema.AttributeType;
import dev.vivace.model.RowSet;
import dev.vivace.parquet.ChunkOptions;
import dev.vivace.parquet.ColumnData;
import dev.vivace.parquet.Presence;
import dev.vivace.parquet.Values;
import java.util.Arrays;

/// Chooses how the values of a column chunk are written: by dictionary as long as that saves something, else
/// plain with a bloom filter, so that a search for one value can still pass the chunk by. Confined to one
/// thread.
///
/// The limit of 0.7 distinct values per value was measured: higher or lower, files grow.
final class ValueEncoder {

    static final double MAX_DISTINCT_SHARE = 0.7;

    /// Of a dictionary of texts, which readers hold whole; but a single text is written once, however long.
    static final int MAX_DICTIONARY_BYTES = 4 << 20;

    /// Texts that repeat may be as large together before their bytes count rather than their number.
    private static final int MAX_REPEATED_BYTES = 1 << 20;

    /// A dictionary this small pays whatever the share is.
    private static final int SMALL_DICTIONARY = 16;

    private int[] localCodes = new int[0];
    private int[] globalCodes = new int[1024];

    ColumnData texts(GroupValues group, TextDictionary dictionary, Presence presence, ChunkOptions options) {
        int distinct = mapToLocalCodes(group, dictionary.count());
        boolean coded = isWorthADictionary(group, distinct, dictionary);
        Values values;
        if (coded) {
            int[] codes = new int[group.count];
            for (int i = 0; i < group.count; i++) {
                codes[i] = localCodes[(int) group.values[i]];
            }
            int[] entries = Arrays.copyOf(globalCodes, distinct);
            values = new Values.Dictionary(new Values.Lookup(dictionary, entries, distinct), codes, group.count);
        } else {
            values = new Values.Lookup(dictionary, group.ints(), group.count);
        }
        for (int i = 0; i < distinct; i++) {
            localCodes[globalCodes[i]] = -1;
        }
        return new ColumnData(presence, values, coded ? options : options.withBloom());
    }

    /// Numbers the dictionary entries that occur here in order of first occurrence.
    private int mapToLocalCodes(GroupValues group, int dictionaryCount) {
        if (localCodes.length < dictionaryCount) {
            int known = localCodes.length;
            localCodes = Arrays.copyOf(localCodes, Math.max(dictionaryCount, known * 2));
            Arrays.fill(localCodes, known, localCodes.length, -1);
        }
        int distinct = 0;
        for (int i = 0; i < group.count; i++) {
            int code = (int) group.values[i];
            if (localCodes[code] < 0) {
                if (distinct == globalCodes.length) {
                    globalCodes = Arrays.copyOf(globalCodes, distinct * 2);
                }
                globalCodes[distinct] = code;
                localCodes[code] = distinct++;
            }
        }
        return distinct;
    }

    /// By share of the values; of the bytes, where a few long texts come again and again among many short
    /// ones. Never if the dictionary, which is one page, would be too large a page.
    private boolean isWorthADictionary(GroupValues group, int distinct, TextDictionary dictionary) {
        long dictionaryBytes = 0;
        for (int i = 0; i < distinct; i++) {
            dictionaryBytes += 4 + dictionary.lengthBytes(globalCodes[i]);
        }
        if (dictionaryBytes > MAX_DICTIONARY_BYTES) {
            return distinct == 1;
        }
        if (isWorthADictionary(distinct, group.count)) {
            return true;
        }
        long plainBytes = 0;
        for (int i = 0; i < group.count; i++) {
            plainBytes += 4 + dictionary.lengthBytes((int) group.values[i]);
        }
        return plainBytes > MAX_REPEATED_BYTES && plainBytes > 2 * dictionaryBytes;
    }

    ColumnData longs(GroupValues group, Presence presence) {
        LongDictionary dictionary = LongDictionary.of(group.values, group.count);
        if (isWorthADictionary(dictionary.count(), group.count)) {
            return new ColumnData(
                    presence,
                    new Values.Dictionary(
                            new Values.Longs(dictionary.values(), dictionary.count()), dictionary.codes(), group.count),
                    ChunkOptions.DEFAULTS.withPageMinMax());
        }
        return new ColumnData(
                presence,
                new Values.Longs(group.longs(), group.count),
                ChunkOptions.DEFAULTS.withDelta().withPageMinMax());
    }

    ColumnData ints(GroupValues group, Presence presence) {
        LongDictionary dictionary = LongDictionary.of(group.values, group.count);
        int[] entries = new int[dictionary.count()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = (int) dictionary.values()[i];
        }
        return new ColumnData(
                presence,
                new Values.Dictionary(new Values.Ints(entries, entries.length), dictionary.codes(), group.count),
                ChunkOptions.DEFAULTS);
    }

    /// @param group raw bits of the doubles
    ColumnData doubles(GroupValues group, Presence presence) {
        LongDictionary dictionary = LongDictionary.of(group.values, group.count);
        if (isWorthADictionary(dictionary.count(), group.count)) {
            return new ColumnData(
                    presence,
                    new Values.Dictionary(
                            toDoubles(dictionary.values(), dictionary.count()), dictionary.codes(), group.count),
                    ChunkOptions.DEFAULTS);
        }
        return new ColumnData(presence, toDoubles(group.values, group.count), ChunkOptions.DEFAULTS);
    }

    private static Values.Doubles toDoubles(long[] bits, int count) {
        double[] doubles = new double[count];
        for (int i = 0; i < count; i++) {
            doubles[i] = Double.longBitsToDouble(bits[i]);
        }
        return new Values.Doubles(doubles, count);
    }

    static ColumnData booleans(GroupValues group, Presence presence) {
        RowSet bits = new RowSet(group.count);
        for (int i = 0; i < group.count; i++) {
            if (group.values[i] != 0) {
                bits.add(i);
            }
        }
        return new ColumnData(presence, new Values.Booleans(bits), ChunkOptions.DEFAULTS);
    }

    /// The values of an attribute column.
    ColumnData attribute(AttributeType type, GroupValues group, TextDictionary dictionary, Presence presence) {
        return switch (type) {
            case TEXT, JSON -> texts(group, dictionary, presence, ChunkOptions.DEFAULTS);
            case INT -> longs(group, presence);
            case DOUBLE -> doubles(group, presence);
            case BOOLEAN -> booleans(group, presence);
        };
    }

    private static boolean isWorthADictionary(int distinct, int count) {
        return distinct <= SMALL_DICTIONARY || distinct <= count * MAX_DISTINCT_SHARE;
    }
}
