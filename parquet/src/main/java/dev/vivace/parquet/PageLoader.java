package dev.vivace.parquet;

import dev.vivace.model.work.QueryWork;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Brings pages of one chunk into a [Page], one after the other: from the [PageCache] where they are kept, else from
/// the
/// file, neighbours in one go. Confined to one thread.
final class PageLoader {

    /// Unneeded bytes between two needed pages that are rather fetched than skipped with a second read.
    private static final int MOST_GAP_BYTES = 32 << 10;

    private static final int MOST_WINDOW_BYTES = 2 << 20;

    private final ColumnChunk chunk;
    private final PageTable table;
    private final Page page;
    private final boolean @Nullable [] wanted;
    private final PageCache.Shelf shelf;
    private byte[] window = {};
    private long start;
    private long end;

    /// @param page taken over until the last page is done with
    /// @param wanted by page: whether it will be loaded; null to fetch each by itself
    PageLoader(ColumnChunk chunk, PageTable table, Page page, boolean @Nullable [] wanted) {
        this.chunk = chunk;
        this.table = table;
        this.page = page;
        this.wanted = wanted;
        this.shelf = chunk.shelf(table);
    }

    void load(int number) throws IOException {
        PageCache.Content kept = shelf.find(number);
        if (kept != null) {
            // what a question may read does not depend on what others asked before
            QueryWork.reading(table.size(number));
            page.load(chunk, number, table, kept);
            return;
        }
        long at = table.offset(number);
        if (at < start || at + table.size(number) > end) {
            start = at;
            end = windowEnd(number);
            window = page.window((int) (end - start));
            chunk.read(start, window, (int) (end - start));
        }
        page.load(chunk, number, table, window, (int) (at - start));
        chunk.cache().keep(shelf, number, page);
    }

    private long windowEnd(int first) {
        long until = table.offset(first) + table.size(first);
        for (int i = first + 1; wanted != null && i < wanted.length; i++) {
            long at = table.offset(i);
            if (!wanted[i] || shelf.find(i) != null) {
                continue;
            }
            if (at < until || at - until > MOST_GAP_BYTES || at + table.size(i) - start > MOST_WINDOW_BYTES) {
                break;
            }
            until = at + table.size(i);
        }
        return until;
    }
}
