package dev.vivace.live;

import dev.vivace.live.chunk.Dictionary;
import dev.vivace.live.chunk.IntChunks;
import dev.vivace.model.AttributeValue;
import dev.vivace.model.RowSet;
import dev.vivace.traceql.source.CodedNumbers;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.TextTest;
import dev.vivace.traceql.source.ValueNumbering;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Strings that every row has, as codes: names and the like.
///
/// @param rows rows from this one on are not seen
record DenseText(IntChunks codes, Dictionary dictionary, int rows) implements Column.OfText {

    @Override
    public void match(TextTest test, RowSet among, RowSet into) {
        Verdicts verdicts = Verdicts.of(dictionary, test);
        if (verdicts.none) {
            return;
        }
        int[][] chunks = codes.chunks();
        long[] amongWords = among.words();
        long[] intoWords = into.words();
        for (int w = 0; w < amongWords.length; w++) {
            int[] chunk = amongWords[w] == 0 ? null : chunks[w >> IntChunks.SHIFT - 6];
            if (chunk == null) {
                continue;
            }
            int base = w << 6 & IntChunks.MASK;
            long matches = 0;
            for (long left = amongWords[w]; left != 0; left &= left - 1) {
                int bit = Long.numberOfTrailingZeros(left);
                if (verdicts.passes(chunk[base + bit])) {
                    matches |= 1L << bit;
                }
            }
            intoWords[w] |= matches;
        }
    }

    @Override
    public void present(RowSet into) {
        into.addRange(0, rows);
    }

    @Override
    public AttributeValue value(int row) {
        return new AttributeValue.Text(dictionary.text(codes.get(row)));
    }

    @Override
    public void number(int[] rows, ValueNumbering numbering, int[] into) {
        int[] rowCodes = new int[rows.length];
        codes.gather(rows, rowCodes);
        CodedNumbers.number(
                rowCodes,
                dictionary.committedCount(),
                code -> numbering.numberOf(new AttributeValue.Text(dictionary.text(code))),
                into);
    }

    @Override
    public void distinct(@Nullable RowSet among, Consumer<AttributeValue> into) {
        boolean[] seen = new boolean[dictionary.committedCount()];
        int[][] chunks = codes.chunks();
        for (int row = 0; row < rows; row++) {
            int code = chunks[row >> IntChunks.SHIFT][row & IntChunks.MASK];
            if (!seen[code] && (among == null || among.contains(row))) {
                seen[code] = true;
                into.accept(value(row));
            }
        }
    }
}
