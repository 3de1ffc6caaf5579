package dev.vivace.model;

import java.util.Arrays;

/// The structure of one trace, worked out from span ids and parent ids. Immutable once made; arrays are shared, not
/// copied, and nobody may change them. Spans are named by their position in the arrays given to [#of].
///
/// - A root is a span without a parent id. Spans whose parent is not among the given spans head subtrees of their own
///   ("disconnected" from the roots), and so does the earliest span of a cycle of parent ids.
/// - Roots, such heads, and the children of one span are ordered by start, then by span id.
/// - Where several spans carry the parent's id (Zipkin gives both halves of a call one id), a server span belongs to
///   the client half and any other span to the server half; without such a half, to the earliest of them.
///
/// Depth is 0 for roots and heads. In pre-order, roots' trees before heads' trees, the descendants of the span at
/// position `i` stand at `i + 1` to `i + subtreeSize`.
public final class TraceTree {

    private static final int KIND_SERVER = 2;
    private static final int KIND_CLIENT = 3;
    private static final int RUN_LENGTH = 16;

    private final int[] order;
    private final int[] parents;
    private final int[] depths;
    private final int[] subtreeSizes;
    private final int connectedCount;

    private TraceTree(int[] order, int[] parents, int[] depths, int[] subtreeSizes, int connectedCount) {
        this.order = order;
        this.parents = parents;
        this.depths = depths;
        this.subtreeSizes = subtreeSizes;
        this.connectedCount = connectedCount;
    }

    /// Works out the structure of the first `count` spans of the arrays, in O(n log n).
    ///
    /// @param parentIds 0 where there is none
    /// @param kinds OTLP's numbers
    public static TraceTree of(int count, long[] spanIds, long[] parentIds, int[] kinds, long[] startEpochNanos) {
        int[] byStart = sortedByStart(count, startEpochNanos, spanIds);
        int[] parents = new int[count];
        findParents(count, byStart, spanIds, parentIds, kinds, parents);
        breakCycles(count, byStart, parents);

        // Children as linked lists, built backwards over the start order so that they come out in start order.
        int[] firstChild = new int[count];
        int[] nextSibling = new int[count];
        Arrays.fill(firstChild, -1);
        int firstRoot = -1;
        int firstHead = -1;
        for (int i = count - 1; i >= 0; i--) {
            int span = byStart[i];
            int parent = parents[span];
            if (parent >= 0) {
                nextSibling[span] = firstChild[parent];
                firstChild[parent] = span;
            } else if (parentIds[span] == 0) {
                nextSibling[span] = firstRoot;
                firstRoot = span;
            } else {
                nextSibling[span] = firstHead;
                firstHead = span;
            }
        }
        int[] order = new int[count];
        int[] depths = new int[count];
        int connected = walk(firstRoot, 0, firstChild, nextSibling, parents, order, depths);
        walk(firstHead, connected, firstChild, nextSibling, parents, order, depths);

        int[] subtreeSizes = new int[count];
        for (int i = count - 1; i >= 0; i--) {
            int span = order[i];
            if (parents[span] >= 0) {
                subtreeSizes[parents[span]] += subtreeSizes[span] + 1;
            }
        }
        return new TraceTree(order, parents, depths, subtreeSizes, connected);
    }

    /// The spans in pre-order.
    public int[] order() {
        return order;
    }

    /// By span: its parent, or -1 for roots and heads.
    public int[] parents() {
        return parents;
    }

    /// By span: how many steps below its root or head.
    public int[] depths() {
        return depths;
    }

    /// By span: how many descendants it has.
    public int[] subtreeSizes() {
        return subtreeSizes;
    }

    /// How many spans, the first ones of the order, hang below a root.
    public int connectedCount() {
        return connectedCount;
    }

    private static int[] sortedByStart(int count, long[] starts, long[] spanIds) {
        boolean sorted = true;
        int[] result = new int[count];
        for (int i = 0; i < count; i++) {
            result[i] = i;
            sorted &= i == 0 || before(i - 1, i, starts, spanIds);
        }
        if (!sorted) {
            mergeSort(result, starts, spanIds);
        }
        return result;
    }

    private static boolean before(int a, int b, long[] starts, long[] spanIds) {
        int byStart = Long.compareUnsigned(starts[a], starts[b]);
        return byStart != 0 ? byStart < 0 : Long.compareUnsigned(spanIds[a], spanIds[b]) <= 0;
    }

    /// Bottom-up from short sorted runs, and stable: spans equal in start and id keep the order in which they were
    /// given.
    private static void mergeSort(int[] spans, long[] starts, long[] spanIds) {
        for (int low = 0; low < spans.length; low += RUN_LENGTH) {
            insertionSort(spans, low, Math.min(low + RUN_LENGTH, spans.length), starts, spanIds);
        }
        int[] from = spans;
        int[] to = new int[spans.length];
        for (int width = RUN_LENGTH; width < spans.length; width *= 2) {
            for (int low = 0; low < spans.length; low += 2 * width) {
                int middle = Math.min(low + width, spans.length);
                int high = Math.min(low + 2 * width, spans.length);
                int left = low;
                int right = middle;
                for (int k = low; k < high; k++) {
                    boolean takeLeft =
                            left < middle && (right >= high || before(from[left], from[right], starts, spanIds));
                    to[k] = takeLeft ? from[left++] : from[right++];
                }
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        if (from != spans) {
            System.arraycopy(from, 0, spans, 0, spans.length);
        }
    }

    private static void insertionSort(int[] spans, int from, int to, long[] starts, long[] spanIds) {
        for (int i = from + 1; i < to; i++) {
            int span = spans[i];
            int at = i;
            while (at > from && !before(spans[at - 1], span, starts, spanIds)) {
                spans[at] = spans[at - 1];
                at--;
            }
            spans[at] = span;
        }
    }

    /// Looks parents up in a hash table of span ids. Of the spans with one id, the earliest stands for them; at its
    /// index the arrays hold the next one, the first server and the first client, -1 for none. O(n), however many
    /// share an id.
    private static void findParents(
            int count, int[] byStart, long[] spanIds, long[] parentIds, int[] kinds, int[] parents) {
        int capacity = Math.max(4, Integer.highestOneBit(Math.max(1, count)) << 2);
        int mask = capacity - 1;
        int[] table = new int[capacity];
        Arrays.fill(table, -1);
        int[] seconds = new int[count];
        int[] servers = new int[count];
        int[] clients = new int[count];
        Arrays.fill(seconds, -1);
        Arrays.fill(servers, -1);
        Arrays.fill(clients, -1);
        for (int span : byStart) {
            int slot = find(spanIds[span], table, mask, spanIds);
            int first = table[slot];
            if (first < 0) {
                table[slot] = span;
                first = span;
            } else if (seconds[first] < 0) {
                seconds[first] = span;
            }
            if (kinds[span] == KIND_SERVER && servers[first] < 0) {
                servers[first] = span;
            } else if (kinds[span] == KIND_CLIENT && clients[first] < 0) {
                clients[first] = span;
            }
        }
        for (int span = 0; span < count; span++) {
            parents[span] = -1;
            int first = parentIds[span] == 0 ? -1 : table[find(parentIds[span], table, mask, spanIds)];
            if (first >= 0) {
                // never the span itself: it is not of the wanted kind
                int wanted = kinds[span] == KIND_SERVER ? clients[first] : servers[first];
                parents[span] = wanted >= 0 ? wanted : first != span ? first : seconds[first];
            }
        }
    }

    private static int find(long id, int[] table, int mask, long[] spanIds) {
        int slot = slot(id, mask);
        while (table[slot] >= 0 && spanIds[table[slot]] != id) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /// Parent ids that lead back to the span itself: the earliest span of such a ring becomes a head. O(n).
    private static void breakCycles(int count, int[] byStart, int[] parents) {
        int[] ranks = new int[count];
        for (int rank = 0; rank < count; rank++) {
            ranks[byStart[rank]] = rank;
        }
        boolean parentsComeFirst = true;
        for (int span = 0; span < count && parentsComeFirst; span++) {
            parentsComeFirst = parents[span] < 0 || ranks[parents[span]] < ranks[span];
        }
        if (parentsComeFirst) {
            return; // as nearly always
        }
        byte[] state = new byte[count];
        for (int start : byStart) {
            int span = start;
            while (span >= 0 && state[span] == 0) {
                state[span] = 1;
                span = parents[span];
            }
            boolean ring = span >= 0 && state[span] == 1;
            // the whole way is done with before the ring is cut: a cut ring cannot be walked
            for (int done = start; done >= 0 && state[done] == 1; done = parents[done]) {
                state[done] = 2;
            }
            if (ring) {
                cutRing(span, ranks, parents);
            }
        }
    }

    private static void cutRing(int member, int[] ranks, int[] parents) {
        int earliest = member;
        for (int span = parents[member]; span != member; span = parents[span]) {
            if (ranks[span] < ranks[earliest]) {
                earliest = span;
            }
        }
        parents[earliest] = -1;
    }

    private static int walk(
            int first, int position, int[] firstChild, int[] nextSibling, int[] parents, int[] order, int[] depths) {
        for (int top = first; top >= 0; top = nextSibling[top]) {
            int span = top;
            while (true) {
                order[position++] = span;
                depths[span] = parents[span] < 0 ? 0 : depths[parents[span]] + 1;
                if (firstChild[span] >= 0) {
                    span = firstChild[span];
                    continue;
                }
                while (span != top && nextSibling[span] < 0) {
                    span = parents[span];
                }
                if (span == top) {
                    break;
                }
                span = nextSibling[span];
            }
        }
        return position;
    }

    private static int slot(long id, int mask) {
        long mixed = id * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }
}
