package dev.vivace.block.write;

import org.jspecify.annotations.Nullable;

/// How many bytes of long or many values stand on each row of a block-to-be: what pages and row groups are
/// cut by, apart from rows. Columns of short values, and texts that fit into a dictionary, weigh nothing:
/// twenty thousand rows of them are no large page. Confined to one thread.
final class RowWeights {

    /// Texts that are all together no more are light, however often each is used: they become a dictionary,
    /// or no two pages of them.
    private static final long LIGHT_BYTES = 1 << 20;

    /// An element of a list takes as much in levels and numbers.
    private static final int ELEMENT_BYTES = 16;

    private final int rows;
    private int @Nullable [] bytes;

    private RowWeights(int rows) {
        this.rows = rows;
    }

    static RowWeights of(BlockInput input) {
        RowWeights weights = new RowWeights(input.rowCount());
        weights.add(input.names());
        weights.add(input.statusMessages());
        weights.add(input.traceStates());
        for (AttributeEntries entries : input.spanAttributes()) {
            weights.add(entries, null);
        }
        weights.add(input.events());
        weights.add(input.links());
        return weights;
    }

    /// Bytes of one row.
    int of(int row) {
        return bytes == null ? 0 : bytes[row];
    }

    private void add(int row, long more) {
        int[] known = bytes;
        if (known == null) {
            known = new int[rows];
            bytes = known;
        }
        known[row] = (int) Math.min(Integer.MAX_VALUE, known[row] + more);
    }

    private void add(CodedTexts texts) {
        if (isHeavy(texts.dictionary(), rows)) {
            for (int row = 0; row < rows; row++) {
                int code = texts.codes()[row];
                if (code >= 0) {
                    add(row, texts.dictionary().roughBytes(code));
                }
            }
        }
    }

    /// @param rowOfElement of values on elements of a list; null if they are on rows
    private void add(AttributeEntries entries, int @Nullable [] rowOfElement) {
        TextDictionary dictionary = entries.dictionary();
        if (dictionary == null || !isHeavy(dictionary, entries.count())) {
            return;
        }
        for (int i = 0; i < entries.count(); i++) {
            int at = entries.rows()[i];
            add(rowOfElement == null ? at : rowOfElement[at], dictionary.roughBytes((int) entries.values()[i]));
        }
    }

    private void add(NestedInput nested) {
        int elements = nested.elementCount();
        if (elements == 0) {
            return;
        }
        int[] rowOfElement = new int[elements];
        for (int row = 0; row < rows; row++) {
            int count = nested.firstElement()[row + 1] - nested.firstElement()[row];
            if (count > 0) {
                add(row, (long) count * ELEMENT_BYTES);
            }
            for (int element = nested.firstElement()[row]; element < nested.firstElement()[row + 1]; element++) {
                rowOfElement[element] = row;
            }
        }
        for (CodedTexts texts : new CodedTexts[] {nested.names(), nested.traceStates()}) {
            if (texts != null && isHeavy(texts.dictionary(), elements)) {
                for (int element = 0; element < elements; element++) {
                    int code = texts.codes()[element];
                    if (code >= 0) {
                        add(rowOfElement[element], texts.dictionary().roughBytes(code));
                    }
                }
            }
        }
        for (AttributeEntries entries : nested.attributes()) {
            add(entries, rowOfElement);
        }
    }

    private static boolean isHeavy(TextDictionary dictionary, int values) {
        long total = 0;
        for (int code = 0; code < dictionary.count(); code++) {
            total += dictionary.roughBytes(code);
        }
        boolean fitsDictionary = total <= ValueEncoder.MAX_DICTIONARY_BYTES
                && dictionary.count() <= values * ValueEncoder.MAX_DISTINCT_SHARE;
        return total > LIGHT_BYTES && !fitsDictionary;
    }
}
