package dev.vivace.parquet;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// Pages to scan with, kept between uses so that their arrays are: at most [#KEPT], of at most 8 MiB each. Thread-safe.
final class PagePool {

    private static final int KEPT = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    private static final int MOST_BYTES = 8 << 20;
    private static final AtomicReferenceArray<Page> POOL = new AtomicReferenceArray<>(KEPT);

    private PagePool() {}

    static Page take() {
        for (int i = 0; i < KEPT; i++) {
            if (POOL.getPlain(i) != null) {
                Page page = POOL.getAndSet(i, null);
                if (page != null) {
                    return page;
                }
            }
        }
        return new Page();
    }

    static void give(Page page) {
        page.forget();
        if (page.keptBytes() > MOST_BYTES) {
            return;
        }
        for (int i = 0; i < KEPT; i++) {
            if (POOL.getPlain(i) == null && POOL.compareAndSet(i, null, page)) {
                return;
            }
        }
    }
}
