package dev.vivace.block.write;

import dev.vivace.model.Attribute;
import dev.vivace.model.AttributeValue;
import dev.vivace.wire.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Attributes of one level that have no column, gathered for one row group and written as two text columns:
/// the attributes as JSON, and beside them their distinct keys, so that a search for a rare key reads only
/// the rows that have it. Confined to one thread.
///
/// Holds twenty bytes an attribute, and up to [#MOST_TEXT_BYTES] of text with what finds equal ones; if there
/// is more text, each is made when it is written and written as it is.
final class SpillCollector {

    private static final int MOST_TEXT_BYTES = 4 << 20;

    private int rowGroup = -1;
    private int count;
    private int[] positions = new int[16];
    private int[] entries = new int[16];
    private @Nullable AttributeEntries[] sources = new AttributeEntries[16];

    /// Adds a value. What was added for other row groups is forgotten.
    void add(int group, int position, AttributeEntries source, int entry) {
        begin(group);
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, 2 * count);
            entries = Arrays.copyOf(entries, 2 * count);
            sources = Arrays.copyOf(sources, 2 * count);
        }
        positions[count] = position;
        entries[count] = entry;
        sources[count++] = source;
    }

    private void begin(int group) {
        if (rowGroup != group) {
            rowGroup = group;
            count = 0;
            Arrays.fill(sources, null);
        }
    }

    /// Fills `values` with codes into the dictionary returned: the attributes of each position. What is
    /// returned is of use until more is added.
    TextDictionary attributes(int group, int positionCount, GroupValues values) {
        return texts(group, positionCount, values, SpillJson::attributes);
    }

    /// Likewise the keys of each position, distinct and in order.
    TextDictionary keys(int group, int positionCount, GroupValues values) {
        return texts(group, positionCount, values, SpillJson::keys);
    }

    private TextDictionary texts(
            int group, int positionCount, GroupValues values, Function<List<Attribute>, byte[]> text) {
        begin(group);
        Rows rows = new Rows(text);
        ListDictionary dictionary = new ListDictionary();
        values.reset(positionCount);
        long bytes = 0;
        for (int row = 0; row < rows.count(); row++) {
            byte[] json = rows.text(row);
            int known = dictionary.count();
            values.add(rows.position(row), dictionary.code(json));
            bytes += dictionary.count() > known ? json.length : 0;
            if (bytes > MOST_TEXT_BYTES) {
                values.reset(positionCount);
                for (int each = 0; each < rows.count(); each++) {
                    values.add(rows.position(each), each);
                }
                rows.measure();
                return rows;
            }
        }
        return dictionary;
    }

    /// One text per position that has attributes, made when it is asked for.
    private final class Rows implements TextDictionary {

        private final Function<List<Attribute>, byte[]> text;

        /// Position and number of what was added, in order.
        private final long[] order = new long[count];

        private int[] firsts = new int[16];
        private int rowCount;
        private int[] lengths = {};
        private int last = -1;
        private byte[] lastText = {};

        Rows(Function<List<Attribute>, byte[]> text) {
            this.text = text;
            for (int i = 0; i < count; i++) {
                order[i] = (long) positions[i] << 32 | i;
            }
            Arrays.sort(order);
            for (int i = 0; i < count; i++) {
                if (i == 0 || order[i] >> 32 != order[i - 1] >> 32) {
                    if (rowCount + 1 >= firsts.length) {
                        firsts = Arrays.copyOf(firsts, 2 * firsts.length);
                    }
                    firsts[rowCount++] = i;
                }
            }
            firsts[rowCount] = count;
        }

        int position(int row) {
            return (int) (order[firsts[row]] >> 32);
        }

        void measure() {
            lengths = new int[rowCount];
            for (int row = 0; row < rowCount; row++) {
                lengths[row] = text(row).length;
            }
        }

        byte[] text(int row) {
            if (row != last) {
                List<Attribute> attributes = new ArrayList<>();
                for (int i = firsts[row]; i < firsts[row + 1]; i++) {
                    AttributeEntries source = sources[(int) order[i]];
                    if (source != null) {
                        attributes.add(new Attribute(source.key(), value(source, entries[(int) order[i]])));
                    }
                }
                lastText = text.apply(attributes);
                last = row;
            }
            return lastText;
        }

        @Override
        public int count() {
            return rowCount;
        }

        @Override
        public int lengthBytes(int code) {
            return lengths[code];
        }

        @Override
        public void copy(int code, byte[] into, int offset) {
            byte[] bytes = text(code);
            System.arraycopy(bytes, 0, into, offset, bytes.length);
        }
    }

    /// The value of an entry as an object again.
    private static AttributeValue value(AttributeEntries entries, int entry) {
        long value = entries.values()[entry];
        return switch (entries.type()) {
            case INT -> new AttributeValue.Int(value);
            case DOUBLE -> new AttributeValue.Real(Double.longBitsToDouble(value));
            case BOOLEAN -> new AttributeValue.Bool(value != 0);
            case TEXT -> new AttributeValue.Text(new String(bytes(entries, (int) value), StandardCharsets.UTF_8));
            case JSON -> {
                byte[] json = bytes(entries, (int) value);
                yield ValueJson.parse(json, 0, json.length);
            }
        };
    }

    private static byte[] bytes(AttributeEntries entries, int code) {
        TextDictionary dictionary = entries.dictionary();
        if (dictionary == null) {
            throw new IllegalArgumentException("entries of '" + entries.key() + "' have type " + entries.type()
                    + " and no dictionary (expected: one)");
        }
        byte[] bytes = new byte[dictionary.lengthBytes(code)];
        dictionary.copy(code, bytes, 0);
        return bytes;
    }
}
