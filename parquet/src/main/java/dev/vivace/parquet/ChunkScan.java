package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/// One question about all rows of a flat chunk: decides which pages to look at, fetches neighbours in one
/// go, and adds
/// what matches. Used once.
final class ChunkScan {

    /// Pages of long texts are large, and larger still when decompressed: one scan at a time holds such.
    private static final int LARGE_PAGE_BYTES = 4 << 20;

    private static final Semaphore LARGE_PAGES = new Semaphore(1);

    private final ColumnChunk chunk;
    private final @Nullable RowSet among;
    private final RowSet into;

    private enum Verdict {
        NONE,
        ALL,
        SOME
    }

    /// Finds the matching values of a page.
    private interface PageTest {

        /// @return false if there are none; else [Page#spread] is to follow
        boolean match(Page page) throws IOException;
    }

    ChunkScan(ColumnChunk chunk, @Nullable RowSet among, RowSet into) {
        chunk.requireFlat();
        if (into.rows() != chunk.rowCount() || among != null && among.rows() != chunk.rowCount()) {
            throw new IllegalArgumentException("row sets over " + into.rows() + " and "
                    + (among == null ? into.rows() : among.rows()) + " rows (expected: " + chunk.rowCount() + ")");
        }
        this.chunk = chunk;
        this.among = among;
        this.into = into;
    }

    void present() throws IOException {
        if (chunk.valueCount() == 0) {
            return;
        }
        if (!chunk.hasNulls()) {
            into.addRange(0, chunk.rowCount());
            return;
        }
        PageTable table = chunk.pages();
        Verdict[] verdicts = new Verdict[table.pages()];
        for (int i = 0; i < verdicts.length; i++) {
            verdicts[i] = table.isNull(i) || noRowOf(table, i) ? Verdict.NONE : Verdict.ALL;
        }
        run(table, verdicts, _ -> true);
    }

    void codes(boolean[] codes) throws IOException {
        chunk.requireDictionary();
        byte[] wanted = ColumnChunk.wanted(codes.length);
        int count = 0;
        for (int i = 0; i < codes.length; i++) {
            if (codes[i]) {
                wanted[i] = 1;
                count++;
            }
        }
        coded(wanted, count, codes.length);
    }

    /// The rows whose code is wanted, where all values are codes.
    private void coded(byte[] wanted, int count, int entries) throws IOException {
        if (count == 0) {
            QueryWork.count(Reads.Kind.NOT_IN_DICTIONARY, 1);
            return;
        }
        if (count == entries) {
            present();
            return;
        }
        scan(page -> page.matchCodes(wanted));
    }

    void longs(long min, long max, boolean negated) throws IOException {
        chunk.requireType(PhysicalType.INT32, PhysicalType.INT64);
        if (min > max) {
            if (negated) {
                present();
            }
            return;
        }
        OptionalLong least = chunk.minLong();
        OptionalLong most = chunk.maxLong();
        if (least.isPresent() && most.isPresent()) {
            Verdict verdict = verdict(least.getAsLong(), most.getAsLong(), min, max, negated);
            if (verdict == Verdict.NONE) {
                QueryWork.count(Reads.Kind.OUT_OF_BOUNDS, 1);
                return;
            }
            if (verdict == Verdict.ALL) {
                present();
                return;
            }
        }
        DictionaryPage dictionary = chunk.dictionary();
        byte[] wanted = {};
        if (dictionary != null) {
            wanted = ColumnChunk.wanted(dictionary.count());
            int count = 0;
            for (int i = 0; i < dictionary.count(); i++) {
                long value = dictionary.longAt(i);
                boolean in = value >= min && value <= max;
                if (in != negated) {
                    wanted[i] = 1;
                    count++;
                }
            }
            if (chunk.allDictionary()) {
                coded(wanted, count, dictionary.count());
                return;
            }
        }
        byte[] wantedCodes = wanted;
        PageTable table = chunk.pages();
        Verdict[] verdicts = new Verdict[table.pages()];
        for (int i = 0; i < verdicts.length; i++) {
            if (table.isNull(i) || noRowOf(table, i)) {
                verdicts[i] = Verdict.NONE;
            } else {
                verdicts[i] =
                        table.hasNumbers() ? verdict(table.min(i), table.max(i), min, max, negated) : Verdict.SOME;
            }
        }
        run(table, verdicts, page -> {
            if (page.coded()) {
                return page.matchCodes(wantedCodes);
            }
            page.matchRange(min, max, negated);
            return true;
        });
    }

    /// What the bounds `least` and `most` of some values tell of them.
    private static Verdict verdict(long least, long most, long min, long max, boolean negated) {
        if (most < min || least > max) {
            return negated ? Verdict.ALL : Verdict.NONE;
        }
        if (least >= min && most <= max) {
            return negated ? Verdict.NONE : Verdict.ALL;
        }
        return Verdict.SOME;
    }

    void doubles(DoublePredicate test) throws IOException {
        chunk.requireType(PhysicalType.DOUBLE);
        DictionaryPage dictionary = chunk.dictionary();
        byte[] wanted = {};
        if (dictionary != null && dictionary.entries() instanceof Values.Doubles(double[] values, int entries)) {
            wanted = ColumnChunk.wanted(entries);
            int count = 0;
            for (int i = 0; i < entries; i++) {
                if (test.test(values[i])) {
                    wanted[i] = 1;
                    count++;
                }
            }
            if (chunk.allDictionary()) {
                coded(wanted, count, entries);
                return;
            }
        }
        byte[] wantedCodes = wanted;
        scan(page -> {
            if (page.coded()) {
                return page.matchCodes(wantedCodes);
            }
            long[] bits = page.longs();
            long[] hits = page.clearHits();
            for (int i = 0, count = page.present(); i < count; i++) {
                if (test.test(Double.longBitsToDouble(bits[i]))) {
                    hits[i >> 6] |= 1L << i;
                }
            }
            return true;
        });
    }

    void booleans(boolean value) throws IOException {
        chunk.requireType(PhysicalType.BOOLEAN);
        scan(page -> {
            page.matchBooleans(value);
            return true;
        });
    }

    void texts(TextTest test) throws IOException {
        chunk.requireType(PhysicalType.BYTE_ARRAY, PhysicalType.FIXED_LEN_BYTE_ARRAY);
        DictionaryPage dictionary = chunk.dictionary();
        byte[] wanted = {};
        if (dictionary != null) {
            wanted = ColumnChunk.wanted(dictionary.count());
            int count = dictionary.test(test, wanted);
            if (chunk.allDictionary()) {
                coded(wanted, count, dictionary.count());
                return;
            }
        }
        byte[] wantedCodes = wanted;
        scan(page -> {
            if (page.coded()) {
                return page.matchCodes(wantedCodes);
            }
            int[] starts = page.texts();
            int gap = page.textGap();
            byte[] bytes = page.bytes();
            long[] hits = page.clearHits();
            for (int i = 0, count = page.present(); i < count; i++) {
                if (test.test(bytes, starts[i], starts[i + 1] - gap - starts[i])) {
                    hits[i >> 6] |= 1L << i;
                }
            }
            return true;
        });
    }

    private boolean noRowOf(PageTable table, int page) {
        return among != null && among.next(table.firstRow(page)) >= table.endRow(page);
    }

    private void scan(PageTest test) throws IOException {
        if (chunk.valueCount() == 0) {
            return;
        }
        PageTable table = chunk.pages();
        Verdict[] verdicts = new Verdict[table.pages()];
        for (int i = 0; i < verdicts.length; i++) {
            verdicts[i] = table.isNull(i) || noRowOf(table, i) ? Verdict.NONE : Verdict.SOME;
        }
        run(table, verdicts, test);
    }

    private void run(PageTable table, Verdict[] verdicts, PageTest test) throws IOException {
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] == Verdict.ALL && (!chunk.hasNulls() || table.isFull(i))) {
                into.addRange(table.firstRow(i), table.endRow(i));
                verdicts[i] = Verdict.NONE;
            }
        }
        if (!hasLargePage(table, verdicts)) {
            runPages(table, verdicts, test);
            return;
        }
        LARGE_PAGES.acquireUninterruptibly();
        try {
            runPages(table, verdicts, test);
        } finally {
            LARGE_PAGES.release();
        }
    }

    private static boolean hasLargePage(PageTable table, Verdict[] verdicts) {
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] != Verdict.NONE && table.size(i) > LARGE_PAGE_BYTES) {
                return true;
            }
        }
        return false;
    }

    private void runPages(PageTable table, Verdict[] verdicts, PageTest test) throws IOException {
        Page page = PagePool.take();
        boolean[] wanted = new boolean[verdicts.length];
        for (int i = 0; i < verdicts.length; i++) {
            wanted[i] = verdicts[i] != Verdict.NONE;
        }
        PageLoader loader = new PageLoader(chunk, table, page, wanted);
        int loaded = 0;
        for (int i = 0; i < verdicts.length; i++) {
            if (!wanted[i]) {
                continue;
            }
            loaded++;
            loader.load(i);
            if (verdicts[i] == Verdict.ALL) {
                page.addPresent(into);
            } else if (page.present() > 0 && test.match(page)) {
                page.spread(into);
            }
        }
        PagePool.give(page);
        QueryWork.count(Reads.Kind.PAGES_SKIPPED, verdicts.length - loaded);
    }
}
