package dev.vivace.block.write;

import dev.vivace.block.schema.AttributeType;
import dev.vivace.model.RowSet;
import dev.vivace.parquet.ChunkOptions;
import dev.vivace.parquet.ColumnData;
import dev.vivace.parquet.Presence;
import dev.vivace.parquet.Values;
import java.util.Arrays;

/// Chooses how the values of a column chunk are written: by dictionary as long as that saves something, else plain with
/// a bloom filter, so that a search for one value can still pass the chunk by. Confined to one thread.
///
/// The limit of 0.7 distinct values per value was measured: higher or lower, files grow.
final class ValueEncoder {

    private static final double MAX_DISTINCT_SHARE = 0.7;

    /// A dictionary this small pays whatever the share is.
    private static final int SMALL_DICTIONARY = 16;

    private int[] localCodes = new int[0];
    private int[] globalCodes = new int[1024];

    ColumnData texts(GroupValues group, TextDictionary dictionary, Presence presence, ChunkOptions options) {
        int distinct = mapToLocalCodes(group, dictionary.count());
        boolean coded = isWorthADictionary(distinct, group.count);
        Values values;
        if (coded) {
            int[] codes = new int[group.count];
            for (int i = 0; i < group.count; i++) {
                codes[i] = localCodes[(int) group.values[i]];
            }
            values = new Values.Dictionary(copyTexts(globalCodes, distinct, dictionary), codes, group.count);
        } else {
            values = copyTexts(group.ints(), group.count, dictionary);
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

    private static Values.Texts copyTexts(int[] codes, int count, TextDictionary dictionary) {
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            offsets[i + 1] = Math.addExact(offsets[i], dictionary.lengthBytes(codes[i]));
        }
        byte[] bytes = new byte[offsets[count]];
        for (int i = 0; i < count; i++) {
            dictionary.copy(codes[i], bytes, offsets[i]);
        }
        return new Values.Texts(bytes, offsets, count);
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
