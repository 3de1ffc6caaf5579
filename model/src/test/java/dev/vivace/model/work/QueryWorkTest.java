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
        long[] held = new long[1];
        QueryBudget budget = new QueryBudget() {
            @Override
            public void check() {}

            @Override
            public void read(long bytes) {}

            @Override
            public void hold(long bytes) {
                if (held[0] + bytes > 1 << 20) {
                    throw new QueryStoppedException(QueryStoppedException.Reason.MEMORY, "no more than 1 MiB");
                }
                held[0] += bytes;
            }

            @Override
            public boolean tryHold(long bytes) {
                return true;
            }

            @Override
            public void release(long bytes) {
                held[0] -= bytes;
            }
        };
        QueryWork work = new QueryWork(budget);
        QueryWork part = work.part();
        part.on(() -> {
            QueryWork.holding(7);
            for (int i = 0; i < 1000; i++) {
                QueryWork.holdingForNow(300);
                assertThat(held[0] - 7).isBetween(300L * (i + 1), 300L * i + 100_000);
            }
            return 0;
        });
        work.releaseForNow();
        assertThat(held[0]).isGreaterThan(300_000);
        part.releaseForNow();
        assertThat(held[0]).isEqualTo(7);
        part.releaseForNow();
        assertThat(held[0]).isEqualTo(7);
        assertThatThrownBy(() -> part.on(() -> {
                    QueryWork.holdingForNow(2 << 20);
                    return 0;
                }))
                .hasMessage("no more than 1 MiB");
        part.releaseForNow();
        assertThat(held[0]).isEqualTo(7);
    }

    @Test
    void differenceLeavesOutWhatDidNotChange() {
        Reads earlier = new Reads(Map.of(Kind.PAGES, 2L, Kind.BYTES, 10L));
        Reads later = earlier.plus(new Reads(Map.of(Kind.PAGES, 1L)));

        assertThat(later.since(earlier)).isEqualTo(new Reads(Map.of(Kind.PAGES, 1L)));
    }
}
