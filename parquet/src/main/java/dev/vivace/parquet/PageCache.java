package dev.vivace.parquet;

import dev.vivace.parquet.encoding.DeltaBinaryPacked;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Data pages that were read, checked and decompressed, for whoever reads them next. What is asked again
/// within a short time (a dashboard, the same search with another limit) is then neither fetched nor
/// decompressed again. Thread-safe.
///
/// At most an eighth of the heap, and the first memory to go: the collector clears pages when the heap
/// fills up. Once full, only one page in [#ADMITTED] is taken in, so that a scan of more than fits does not
/// drive out what others ask for over and over; the page that goes is one that was not asked for since its
/// turn came last.
final class PageCache {

    static final PageCache SHARED = new PageCache(Runtime.getRuntime().maxMemory() / 8);

    private static final int ADMITTED = 4;
    private static final int MOST_PAGE_BYTES = 512 << 10;

    /// What a page takes beside its bytes, roughly.
    private static final int OVERHEAD_BYTES = 200;

    private final long capacityBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReferenceQueue<Content> cleared = new ReferenceQueue<>();
    /// In the order in which their turn comes; one that was asked for since goes to the end instead of
    /// going away.
    private final ArrayDeque<Kept> oldestFirst = new ArrayDeque<>();

    private long keptBytes;
    private int passedOver;

    PageCache(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /// A page without its header.
    ///
    /// @param bytes with slack behind `size`; shared, nobody may change them
    /// @param levels how many values or absences the page has
    /// @param index of DELTA_BINARY_PACKED values, once somebody wanted single ones
    record Content(
            byte[] bytes,
            int size,
            int encoding,
            int levels,
            AtomicReference<DeltaBinaryPacked.@Nullable Index> index) {

        Content(byte[] bytes, int size, int encoding, int levels) {
            this(bytes, size, encoding, levels, new AtomicReference<>());
        }
    }

    /// Where the kept pages of one chunk are found. Knows nothing of the chunk, so that a chunk nobody
    /// holds can go.
    static final class Shelf {
        private final AtomicReferenceArray<@Nullable Kept> pages;

        Shelf(int pages) {
            this.pages = new AtomicReferenceArray<>(pages);
        }

        /// A page's content, or null if it is not kept.
        @Nullable
        Content find(int page) {
            Kept kept = pages.get(page);
            Content content = kept == null ? null : kept.get();
            if (kept != null && content != null && !kept.used) {
                kept.used = true;
            }
            return content;
        }
    }

    private static final class Kept extends SoftReference<Content> {
        private final Shelf shelf;
        private final int page;
        private final int bytes;
        private volatile boolean used;
        /// Its bytes are not counted any more.
        private boolean gone;

        Kept(Content content, int bytes, ReferenceQueue<Content> cleared, Shelf shelf, int page) {
            super(content, cleared);
            this.shelf = shelf;
            this.page = page;
            this.bytes = bytes;
        }
    }

    /// Keeps a page that was just loaded, if there is room or it is its turn.
    void keep(Shelf shelf, int number, Page page) {
        int bytes = page.cachedBytes() + OVERHEAD_BYTES;
        if (bytes > MOST_PAGE_BYTES || bytes > capacityBytes) {
            return;
        }
        lock.lock();
        try {
            for (Reference<? extends Content> next = cleared.poll(); next != null; next = cleared.poll()) {
                forget((Kept) next);
            }
            if (keptBytes + bytes > capacityBytes && ++passedOver % ADMITTED != 0 || shelf.find(number) != null) {
                return;
            }
            while (keptBytes + bytes > capacityBytes) {
                if (!dropNext()) {
                    return;
                }
            }
            Kept kept = new Kept(page.content(), bytes, cleared, shelf, number);
            shelf.pages.set(number, kept);
            oldestFirst.addLast(kept);
            keptBytes += kept.bytes;
        } finally {
            lock.unlock();
        }
    }

    /// Drops the page whose turn it is, unless it was asked for since.
    private boolean dropNext() {
        Kept next = oldestFirst.removeFirst();
        if (next.used && !next.gone) {
            next.used = false;
            oldestFirst.addLast(next);
            return false;
        }
        forget(next);
        return true;
    }

    private void forget(Kept kept) {
        if (!kept.gone) {
            kept.gone = true;
            keptBytes -= kept.bytes;
            kept.shelf.pages.compareAndSet(kept.page, kept, null);
        }
    }

    /// Bytes that are kept, as far as is known.
    long keptBytes() {
        lock.lock();
        try {
            return keptBytes;
        } finally {
            lock.unlock();
        }
    }
}
