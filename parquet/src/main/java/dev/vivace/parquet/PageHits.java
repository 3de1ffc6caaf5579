package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import java.util.Arrays;

/// Which values of the loaded page were found, and their rows. Confined to one thread.
final class PageHits {

    private final PageBody body;
    private final PageLevels levels;
    private long[] hits = {};

    PageHits(PageBody body, PageLevels levels) {
        this.body = body;
        this.levels = levels;
    }

    /// The bitmap, cleared: bit `i` is value `i`. Has a word more than the values need.
    long[] clear() {
        int words = (levels.present() + 63) >> 6;
        if (hits.length <= words) {
            hits = new long[words + 1];
        }
        Arrays.fill(hits, 0, words + 1, 0);
        return hits;
    }

    /// Takes what was not found for found.
    void flip() {
        int present = levels.present();
        for (int i = 0; i < (present + 63) >> 6; i++) {
            hits[i] = ~hits[i];
        }
        if ((present & 63) != 0) {
            hits[present >> 6] &= -1L >>> -present;
        }
    }

    /// Adds the rows of the values found.
    void spread(RowSet into) {
        if (levels.full()) {
            addShifted(hits, into);
            return;
        }
        long[] presence = levels.presence();
        long[] words = into.words();
        int value = 0;
        for (int i = 0, last = (body.rows + 63) >> 6; i < last; i++) {
            long rowsHere = presence[i];
            if (rowsHere == 0) {
                continue;
            }
            int index = value >> 6;
            long found = hits[index] >>> value;
            if ((value & 63) != 0) {
                found |= hits[index + 1] << -value;
            }
            value += Long.bitCount(rowsHere);
            long matched = Long.expand(found, rowsHere);
            if (matched != 0) {
                or(words, body.firstRow + (i << 6), matched);
            }
        }
    }

    /// Adds the rows that have a value.
    void addPresent(RowSet into) {
        if (levels.full()) {
            into.addRange(body.firstRow, body.firstRow + body.rows);
        } else {
            addShifted(levels.presence(), into);
        }
    }

    private void addShifted(long[] bits, RowSet into) {
        long[] words = into.words();
        int first = body.firstRow;
        for (int i = 0, last = (body.rows + 63) >> 6; i < last; i++) {
            if (bits[i] != 0) {
                or(words, first + (i << 6), bits[i]);
            }
        }
    }

    private static void or(long[] words, int at, long bits) {
        int index = at >> 6;
        words[index] |= bits << at;
        if ((at & 63) != 0) {
            long high = bits >>> -at;
            if (high != 0) {
                words[index + 1] |= high;
            }
        }
    }
}
