package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import dev.vivace.parquet.encoding.HybridDecoder;
import dev.vivace.parquet.encoding.MalformedBytesException;
import java.io.IOException;

/// One data page, decompressed, with its levels decoded and its values decoded as far as somebody asked. A
/// holder that is loaded over and over and keeps its arrays. Confined to one thread.
///
/// Values are those present, in row order: value `i` of `present()`. Hot loops leave the checking of
/// positions to the array accesses; what they throw on a damaged page comes out as
/// [CorruptParquetException].
final class Page {

    private final PageBody body = new PageBody();
    private final PageLevels levels = new PageLevels();
    private final PageHits hits = new PageHits(body, levels);
    private final PageCodes codes = new PageCodes(body, levels);
    private final PageLongs longs = new PageLongs(body, levels, codes);
    private final PageTexts texts = new PageTexts(body, levels);

    /// Loads the page `pageNumber` of a chunk from the stored bytes, header included.
    void load(ColumnChunk newChunk, int pageNumber, PageTable table, byte[] stored, int from)
            throws CorruptParquetException {
        body.load(newChunk, pageNumber, table, stored, from);
        loaded();
    }

    /// Loads a page as it was when it was loaded before.
    void load(ColumnChunk newChunk, int pageNumber, PageTable table, PageCache.Content content)
            throws CorruptParquetException {
        body.load(newChunk, pageNumber, table, content);
        loaded();
    }

    private void loaded() throws CorruptParquetException {
        codes.reset();
        longs.reset();
        texts.reset();
        levels.decode(body);
    }

    /// Room for bytes as they are stored; whoever asks for room again gives up what was there.
    byte[] window(int length) {
        return body.window(length);
    }

    /// What the page takes in a cache: its content, and the index of its values that somebody may want.
    int cachedBytes() {
        return body.cachedBytes();
    }

    /// A copy of the page as it is loaded.
    PageCache.Content content() {
        return body.content();
    }

    /// Lets go of the chunk, so that a page at rest keeps no file in memory.
    void forget() {
        body.forget();
    }

    /// Bytes kept for the next page.
    int keptBytes() {
        return body.keptBytes() + levels.keptBytes() + codes.keptBytes() + longs.keptBytes() + texts.keptBytes();
    }

    int firstRow() {
        return body.firstRow;
    }

    int rows() {
        return body.rows;
    }

    /// Whether this page is the one loaded and holds the row.
    boolean holds(int row) {
        return row >= body.firstRow && row - body.firstRow < body.rows;
    }

    /// Whether all rows have a value.
    boolean full() {
        return levels.full();
    }

    /// Values present.
    int present() {
        return levels.present();
    }

    /// The rows that have a value, counted from the page's first; meaningless if [#full()].
    long[] presence() {
        return levels.presence();
    }

    /// Whether a row of the chunk, which this page holds, has a value.
    boolean has(int row) {
        return levels.has(row - body.firstRow);
    }

    /// How many values the rows before `row`, a row of the chunk that this page holds, have in this page.
    int valuesBefore(int row) {
        return levels.valuesBefore(row - body.firstRow);
    }

    /// Repetition and definition levels of a list's page: how many there are.
    int levels() {
        return body.levels;
    }

    int[] repetitions() {
        return levels.repetitions();
    }

    int[] definitions() {
        return levels.definitions();
    }

    /// Bytes that [#texts()] points into.
    byte[] bytes() {
        return body.bytes;
    }

    /// Whether the values are dictionary codes.
    boolean coded() {
        return body.coded();
    }

    /// Finds the values whose code is wanted; [#spread] then adds their rows.
    ///
    /// @param wanted 1 for a code that is wanted; a power of two long, see [ColumnChunk#wanted]
    /// @return whether there are any
    boolean matchCodes(byte[] wanted) throws CorruptParquetException {
        return codes.match(wanted, hits);
    }

    /// Finds the integers from `min` to `max`, or the others.
    void matchRange(long min, long max, boolean negated) throws IOException {
        longs.match(min, max, negated, hits);
    }

    /// Finds the booleans that are `value`.
    void matchBooleans(boolean value) throws CorruptParquetException {
        booleans(hits.clear());
        if (!value) {
            hits.flip();
        }
    }

    /// The bitmap that [#spread] goes by, cleared, for tests made elsewhere: bit `i` is value `i`.
    long[] clearHits() {
        return hits.clear();
    }

    /// Adds the rows of the values found.
    void spread(RowSet into) {
        hits.spread(into);
    }

    /// Adds the rows that have a value.
    void addPresent(RowSet into) {
        hits.addPresent(into);
    }

    /// The dictionary codes of the values.
    int[] codes() throws IOException {
        return codes.all();
    }

    /// Decodes the codes of all values to `into[offset]` and following.
    void decodeCodes(int[] into, int offset) throws IOException {
        codes.decode(into, offset);
    }

    /// The dictionary code of one value, without decoding the others.
    int codeAt(int value) throws IOException {
        return codes.at(value);
    }

    /// The dictionary codes of some rows of a [#full] page, without decoding the others: those of `of[from]` to
    /// `of[to - 1]`, to `into[offset]` and following.
    ///
    /// @param of rows, ascending, all of them in this page
    void codesAt(int[] of, int from, int to, int[] into, int offset) throws IOException {
        codes.at(of, from, to, into, offset);
    }

    /// The values of an integer column, or of a double column as raw bits.
    long[] longs() throws IOException {
        return longs.all();
    }

    /// One value of an integer column that is not coded; others are decoded only if they must be.
    long longAt(int value) throws IOException {
        return longs.at(value);
    }

    /// The same of some rows of a [#full] page: those of `of[from]` to `of[to - 1]`, at the same positions of
    /// `into`.
    ///
    /// @param of rows of the chunk, ascending, all of them in this page
    void longsAt(int[] of, int from, int to, long[] into) throws IOException {
        longs.at(of, from, to, into);
    }

    /// Decodes all values to `into[offset]` and following.
    void decodeLongs(long[] into, int offset) throws IOException {
        longs.decode(into, offset);
    }

    /// Sets the bits of the values that are true, from bit 0; those are zero before.
    void booleans(long[] into) throws CorruptParquetException {
        int present = levels.present();
        try {
            body.expectPlain((present + 7) >> 3);
            HybridDecoder.copyBits(body.bytes, body.valuesAt, present, into, 0);
        } catch (MalformedBytesException | IndexOutOfBoundsException e) {
            throw body.corrupt(e);
        }
    }

    /// Where the byte strings of a PLAIN page lie in [#bytes()]: value `i` starts at `texts[i]` and ends
    /// [#textGap()] before `texts[i + 1]`.
    int[] texts() throws CorruptParquetException {
        return texts.starts();
    }

    /// Bytes between two byte strings: the length prefix, if there is one.
    int textGap() {
        return texts.gap();
    }

    /// Points `into` at one byte string.
    void textAt(int value, TextSlice into) throws CorruptParquetException {
        texts.at(value, into);
    }

    /// Eight bytes of each fixed-length byte string of some rows of a [#full] page, as
    /// [ColumnChunk#readIds] has them: those of `of[from]` to `of[to - 1]`, at the same positions of
    /// `into`.
    void idsAt(int[] of, int from, int to, int part, long[] into) throws CorruptParquetException {
        texts.idsAt(of, from, to, part, into);
    }
}
