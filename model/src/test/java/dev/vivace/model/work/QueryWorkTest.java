package dev.vivace.model.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.work.Reads.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryWorkTest {

    @Test
    void countsOnlyWhereItIsBound() {
        QueryWork work = new QueryWork(QueryBudget.UNLIMITED);
        QueryWork.count(Kind.PAGES, 5);
        QueryWork.reading(7);

        int result = work.on(() -> {
            QueryWork.count(Kind.PAGES, 2);
            QueryWork.reading(100);
            return 42;
        });

        assertThat(result).isEqualTo(42);
        assertThat(QueryWork.current()).isNull();
        assertThat(work.reads()).isEqualTo(new Reads(Map.of(Kind.PAGES, 2L, Kind.BYTES, 100L)));
    }

    @Test
    void partsCountForThemselvesUntilTheyAreAdded() {
        QueryWork work = new QueryWork(QueryBudget.UNLIMITED);
        QueryWork part = work.part();

        part.on(() -> {
            QueryWork.count(Kind.PAGES_SKIPPED, 3);
            return 0;
        });

        assertThat(work.reads()).isEqualTo(Reads.NONE);
        work.add(part);
        assertThat(work.reads().count(Kind.PAGES_SKIPPED)).isEqualTo(3);
    }

    @Test
    void readingAsksTheBudgetFirst() {
        QueryBudget spent = new QueryBudget() {
            @Override
            public void check() {}

            @Override
            public void read(long bytes) {
                throw new QueryStoppedException(QueryStoppedException.Reason.BYTES, "no more than 10");
            }

            @Override
            public void hold(long bytes) {}

            @Override
            public boolean tryHold(long bytes) {
                return true;
            }
        };
        QueryWork work = new QueryWork(spent);

        assertThatThrownBy(() -> work.on(() -> {
                    QueryWork.reading(11);
                    return 0;
                }))
                .isInstanceOf(QueryStoppedException.class)
                .hasMessage("no more than 10");
        assertThat(work.reads()).isEqualTo(Reads.NONE);
    }

    @Test
    void whatIsHeldForNowIsGivenBackWhole() {
        Counting budget = new Counting(1 << 20);
        QueryWork work = new QueryWork(budget);
        QueryWork part = work.part();
        part.on(() -> {
            QueryWork.holding(64 << 10);
            for (int i = 0; i < 1000; i++) {
                QueryWork.holdingForNow(300);
                assertThat(budget.held - (64 << 10)).isBetween(300L * (i + 1), 300L * i + 100_000);
            }
            return 0;
        });
        work.releaseForNow();
        assertThat(budget.held).isGreaterThan(300_000);
        part.releaseForNow();
        assertThat(budget.held).isEqualTo(64 << 10);
        part.releaseForNow();
        assertThat(budget.held).isEqualTo(64 << 10);
        assertThatThrownBy(() -> part.on(() -> {
                    QueryWork.holdingForNow(2 << 20);
                    return 0;
                }))
                .hasMessage("no more than 1048576");
        part.releaseForNow();
        assertThat(budget.held).isEqualTo(64 << 10);
    }

    @Test
    void smallThingsAreAskedForTogetherUntilThereIsLittleLeft() {
        Counting budget = new Counting(1_000_000);
        QueryWork work = new QueryWork(budget);
        work.on(() -> {
            for (long held = 100; held <= 1_000_000; held += 100) {
                QueryWork.holding(100);
                assertThat(budget.held).isBetween(held, held + (64 << 10));
            }
            assertThat(QueryWork.tryHolding(1)).isFalse();
            return 0;
        });
        assertThat(budget.asked).isLessThan(1_000);
        assertThatThrownBy(() -> work.hold(1)).hasMessage("no more than 1000000");
        budget.release(10);
        work.hold(10);
        assertThat(budget.held).isEqualTo(1_000_000);
    }

    private static final class Counting implements QueryBudget {
        private final long most;
        private long held;
        private int asked;

        Counting(long most) {
            this.most = most;
        }

        @Override
        public void check() {}

        @Override
        public void read(long bytes) {}

        @Override
        public void hold(long bytes) {
            if (!tryHold(bytes)) {
                throw new QueryStoppedException(QueryStoppedException.Reason.MEMORY, "no more than " + most);
            }
        }

        @Override
        public boolean tryHold(long bytes) {
            asked++;
            boolean fits = held + bytes <= most;
            held += fits ? bytes : 0;
            return fits;
        }

        @Override
        public void release(long bytes) {
            held -= bytes;
        }
    }

    @Test
    void differenceLeavesOutWhatDidNotChange() {
        Reads earlier = new Reads(Map.of(Kind.PAGES, 2L, Kind.BYTES, 10L));
        Reads later = earlier.plus(new Reads(Map.of(Kind.PAGES, 1L)));

        assertThat(later.since(earlier)).isEqualTo(new Reads(Map.of(Kind.PAGES, 1L)));
    }
}
