package dev.vivace.traceql.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.work.QueryBudget;
import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TableWavesTest {

    /// A table that can be told from others by the start it claims.
    private record Ref(long number) implements SpanSource.TableRef {
        @Override
        public long latestTraceStartEpochNanos() {
            return number;
        }

        @Override
        public long earliestTraceStartEpochNanos() {
            return number;
        }

        @Override
        public SpanTable open() throws IOException {
            if (number == 13) {
                throw new IOException("table 13 cannot be read");
            }
            return ListSpanTable.of(List.of());
        }
    }

    private static List<SpanSource.TableRef> refs(int... numbers) {
        List<SpanSource.TableRef> refs = new ArrayList<>();
        for (int number : numbers) {
            refs.add(new Ref(number));
        }
        return refs;
    }

    private static SpareThreads threads(int count) {
        return new SpareThreads() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public boolean offer(Runnable task) {
                Thread.startVirtualThread(task);
                return true;
            }
        };
    }

    @Test
    void wavesGrowToTheThreadsThereAre() {
        TableWaves waves = new TableWaves(threads(4));
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            widths.add(waves.width());
            waves.run(refs(1), _ -> 0);
        }
        assertThat(widths).containsExactly(1, 2, 4, 5, 5);

        TableWaves alone = new TableWaves(SpareThreads.NONE);
        alone.run(refs(1), _ -> 0);
        assertThat(alone.width()).isEqualTo(1);
    }

    @Test
    void tablesOfAWaveAreWorkedOnAtOnceAndCountedTogether() throws IOException {
        QueryWork work = new QueryWork(QueryBudget.UNLIMITED);
        CountDownLatch all = new CountDownLatch(3);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();

        List<TableWaves.Result<Integer>> results =
                work.on(() -> new TableWaves(threads(3)).run(refs(1, 2, 3), table -> {
                    seen.add(Thread.currentThread());
                    QueryWork.count(Reads.Kind.PAGES, 1);
                    all.countDown();
                    try {
                        all.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return table.rowCount();
                }));

        assertThat(seen).hasSize(3);
        assertThat(work.reads().count(Reads.Kind.PAGES)).isEqualTo(3);
        for (TableWaves.Result<Integer> result : results) {
            assertThat(result.get()).isZero();
        }
    }

    @Test
    void failureIsThatOfTheTableNobodyMayNeed() throws IOException {
        List<TableWaves.Result<String>> results = new TableWaves(threads(1)).run(refs(1, 13), _ -> "read");

        assertThat(results.getFirst().get()).isEqualTo("read");
        assertThatThrownBy(() -> results.getLast().get())
                .isInstanceOf(IOException.class)
                .hasMessage("table 13 cannot be read");
    }

    @Test
    void failuresComeAsTheyWere() {
        List<TableWaves.Result<String>> unchecked = new TableWaves(SpareThreads.NONE).run(refs(1), _ -> {
            throw new UncheckedIOException(new IOException("page lost"));
        });
        List<TableWaves.Result<String>> refused = new TableWaves(SpareThreads.NONE).run(refs(1), _ -> {
            throw new IllegalArgumentException("no such column");
        });

        assertThatThrownBy(() -> unchecked.getFirst().get())
                .isInstanceOf(IOException.class)
                .hasMessage("page lost");
        assertThatThrownBy(() -> refused.getFirst().get())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such column");
    }
}
