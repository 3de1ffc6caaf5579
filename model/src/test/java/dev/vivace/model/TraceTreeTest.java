package dev.vivace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTreeTest {

    private static final int SERVER = 2;
    private static final int CLIENT = 3;

    @Test
    void emptyTraceHasNoTree() {
        TraceTree tree = TraceTree.of(0, new long[0], new long[0], new int[0], new long[0]);

        assertThat(tree.order()).isEmpty();
        assertThat(tree.connectedCount()).isZero();
    }

    @Test
    void childrenComeInOrderOfStartThenSpanId() {
        Spans spans = new Spans()
                .add(1, 0, 0)
                .add(4, 1, 30)
                .add(3, 1, 20)
                .add(2, 1, 20)
                .add(5, 3, 25);
        TraceTree tree = spans.tree();

        assertThat(tree.order()).containsExactly(0, 3, 2, 4, 1);
        assertThat(tree.parents()).containsExactly(-1, 0, 0, 0, 2);
        assertThat(tree.depths()).containsExactly(0, 1, 1, 1, 2);
        assertThat(tree.subtreeSizes()).containsExactly(4, 0, 1, 0, 0);
        assertThat(tree.connectedCount()).isEqualTo(5);
    }

    @Test
    void idsAndStartsAreUnsigned() {
        Spans spans = new Spans().add(1, 0, 0).add(-1, 1, 5).add(2, 1, 5).add(3, 1, -1L);

        assertThat(spans.tree().order()).containsExactly(0, 2, 1, 3);
    }

    @Test
    void rootsComeBeforeSpansWhoseParentIsMissing() {
        Spans spans = new Spans()
                .add(1, 99, 0)
                .add(2, 1, 1)
                .add(3, 0, 50)
                .add(4, 0, 40)
                .add(5, 99, 7);
        TraceTree tree = spans.tree();

        assertThat(tree.order()).containsExactly(3, 2, 0, 1, 4);
        assertThat(tree.connectedCount()).isEqualTo(2);
        assertThat(tree.depths()).containsExactly(0, 1, 0, 0, 0);
    }

    @Test
    void spanThatIsItsOwnParentHeadsASubtree() {
        TraceTree tree = new Spans().add(1, 1, 0).add(2, 1, 1).tree();

        assertThat(tree.parents()).containsExactly(-1, 0);
        assertThat(tree.connectedCount()).isZero();
    }

    @Test
    void earliestSpanOfACycleHeadsIt() {
        // 4 leads into the cycle 1 -> 3 -> 2 -> 1 and starts before all of it
        Spans spans = new Spans().add(1, 3, 30).add(2, 1, 10).add(3, 2, 20).add(4, 3, 1);
        TraceTree tree = spans.tree();

        assertThat(tree.parents()).containsExactly(2, -1, 1, 2);
        assertThat(tree.order()).containsExactly(1, 2, 3, 0);
        assertThat(tree.connectedCount()).isZero();
    }

    @Test
    void cycleWhoseEntryIsItsEarliestSpanIsCutOnce() {
        // from 9, which starts first, the walk enters the cycle 1 <-> 2 at 1, its earliest span
        TraceTree tree = new Spans().add(9, 1, 0).add(1, 2, 10).add(2, 1, 20).tree();

        assertThat(tree.parents()).containsExactly(1, -1, 1);
    }

    @Test
    void sharedIdGoesToTheHalfThatFits() {
        // Zipkin: client (0) and server (1) of a call have id 5; the server's child (2) and a server span (3) name it
        Spans spans = new Spans()
                .add(5, 0, 0, CLIENT)
                .add(5, 0, 1, SERVER)
                .add(6, 5, 2, CLIENT)
                .add(7, 5, 3, SERVER);

        assertThat(spans.tree().parents()).containsExactly(-1, -1, 1, 0);
    }

    @Test
    void sharedIdWithoutFittingHalfGoesToTheEarliest() {
        Spans spans = new Spans().add(5, 0, 9, 1).add(5, 0, 3, 1).add(6, 5, 12, 1);

        assertThat(spans.tree().parents()).containsExactly(-1, -1, 1);
    }

    @Test
    void serverHalfIsTheChildOfTheClientHalfWithTheSameId() {
        Spans spans = new Spans().add(1, 0, 0, 1).add(5, 1, 1, CLIENT).add(5, 5, 2, SERVER);

        assertThat(spans.tree().parents()).containsExactly(-1, 0, 1);
    }

    @Test
    void chainOf100000SpansIsWalkedWithoutRecursion() {
        int count = 100_000;
        Spans spans = new Spans();
        for (int i = count; i > 0; i--) {
            spans.add(i, i - 1, i);
        }
        TraceTree tree = spans.tree();

        assertThat(tree.order()[0]).isEqualTo(count - 1);
        assertThat(tree.depths()[0]).isEqualTo(count - 1);
        assertThat(tree.subtreeSizes()[count - 1]).isEqualTo(count - 1);
        assertThat(tree.connectedCount()).isEqualTo(count);
    }

    @Test
    void manyCyclesAndManyEqualIdsStayCheap() {
        int count = 100_000;
        Spans cycles = new Spans();
        Spans equal = new Spans();
        for (int i = 0; i < count; i++) {
            cycles.add(i + 1, (i ^ 1) + 1, i);
            equal.add(7, i == 0 ? 0 : 7, i, SERVER);
        }

        assertThat(Arrays.stream(cycles.tree().parents())
                        .filter(parent -> parent < 0)
                        .count())
                .isEqualTo(count / 2);
        checkShape(equal, equal.tree());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void treeIsPreOrderWhateverIsSent(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            Spans spans = new Spans();
            int count = random.nextInt(40);
            int ids = 1 + random.nextInt(50);
            for (int i = 0; i < count; i++) {
                spans.add(1 + random.nextInt(ids), random.nextInt(ids + 2), random.nextInt(10), random.nextInt(6));
            }
            try {
                checkShape(spans, spans.tree());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round + ": " + spans, e);
            }
        }
    }

    private static void checkShape(Spans spans, TraceTree tree) {
        int count = spans.rows.size();
        int[] order = tree.order();
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(IntStream.range(0, count).toArray());
        for (int i = 0; i < count; i++) {
            int span = order[i];
            int parent = tree.parents()[span];
            if (parent >= 0) {
                assertThat(spans.rows.get(parent).id).isEqualTo(spans.rows.get(span).parentId);
                assertThat(tree.depths()[span]).isEqualTo(tree.depths()[parent] + 1);
            } else {
                assertThat(tree.depths()[span]).isZero();
                // a root, an unknown parent, or the earliest of a cycle
                assertThat(i < tree.connectedCount() && spans.rows.get(span).parentId != 0)
                        .isFalse();
            }
            assertThat(spans.rows.get(span).parentId == 0 && i >= tree.connectedCount())
                    .isFalse();
        }
        if (count <= 1000) {
            checkSubtrees(spans, tree);
        }
    }

    /// The descendants of the span at `i` stand at `i + 1` to `i + subtreeSize`, siblings in order.
    private static void checkSubtrees(Spans spans, TraceTree tree) {
        int[] order = tree.order();
        Comparator<Row> byStart = Comparator.<Row, Long>comparing(row -> row.start, Long::compareUnsigned)
                .thenComparing(row -> row.id, Long::compareUnsigned);
        for (int i = 0; i < order.length; i++) {
            Set<Integer> expected = new HashSet<>();
            for (int other = 0; other < order.length; other++) {
                for (int above = tree.parents()[other]; above >= 0; above = tree.parents()[above]) {
                    if (above == order[i]) {
                        expected.add(other);
                    }
                }
            }
            Set<Integer> following = new HashSet<>();
            Row previous = null;
            for (int k = i + 1; k <= i + tree.subtreeSizes()[order[i]]; k++) {
                following.add(order[k]);
                if (tree.parents()[order[k]] == order[i]) {
                    Row child = spans.rows.get(order[k]);
                    if (previous != null) {
                        assertThat(byStart.compare(previous, child)).isNotPositive();
                    }
                    previous = child;
                }
            }
            assertThat(following).isEqualTo(expected);
        }
    }

    private record Row(long id, long parentId, long start, int kind) {}

    private static final class Spans {
        private final List<Row> rows = new ArrayList<>();

        Spans add(long id, long parentId, long start) {
            return add(id, parentId, start, 1);
        }

        Spans add(long id, long parentId, long start, int kind) {
            rows.add(new Row(id, parentId, start, kind));
            return this;
        }

        TraceTree tree() {
            return TraceTree.of(
                    rows.size(),
                    rows.stream().mapToLong(Row::id).toArray(),
                    rows.stream().mapToLong(Row::parentId).toArray(),
                    rows.stream().mapToInt(Row::kind).toArray(),
                    rows.stream().mapToLong(Row::start).toArray());
        }

        @Override
        public String toString() {
            return rows.toString();
        }
    }
}
