package dev.vivace.traceql.source;

import dev.vivace.model.work.QueryWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Does the same to tables, in their order, several at once where threads are spare. Confined to one thread, which
/// works
/// too.
///
/// A search often ends with its first table, and what was done ahead is then done in vain. So the first wave is one
/// table, and each further one has twice as many, up to the threads there are.
public final class TableWaves {

    private final SpareThreads threads;
    private int width = 1;

    public TableWaves(SpareThreads threads) {
        this.threads = threads;
    }

    /// What is done to a table. Different tables may be worked on at once, each by one thread.
    public interface Work<R> {
        R on(SpanTable table) throws IOException;
    }

    /// What came of a table: a result, or why there is none. A failure counts only if somebody wants the result.
    public interface Result<R> {
        R get() throws IOException;

        /// Gives back the memory that was held for it for now, wanted or not. Where the work did so itself there is
        /// nothing left to give.
        void release();
    }

    /// How many tables the next wave takes.
    public int width() {
        return width;
    }

    /// Does it to some tables, and waits for all of them.
    ///
    /// @param refs at most [#width()]
    /// @return in the order of the tables
    public <R> List<Result<R>> run(List<SpanSource.TableRef> refs, Work<R> work) {
        QueryWork current = QueryWork.currentOrUnlimited();
        List<FutureTask<R>> tasks = new ArrayList<>();
        List<QueryWork> parts = new ArrayList<>();
        for (SpanSource.TableRef ref : refs) {
            QueryWork part = current.part();
            parts.add(part);
            tasks.add(new FutureTask<>(() -> part.on(() -> {
                part.budget().check();
                return work.on(ref.open());
            })));
        }
        for (FutureTask<R> task : tasks.subList(Math.min(1, tasks.size()), tasks.size())) {
            if (!threads.offer(task)) {
                break;
            }
        }
        // Whoever comes first runs a task; for the others, running it again is nothing.
        tasks.forEach(FutureTask::run);
        List<Result<R>> results = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            FutureTask<R> task = tasks.get(i);
            await(task);
            results.add(new Finished<>(task, parts.get(i)));
        }
        parts.forEach(current::add);
        width = Math.min(width * 2, threads.count() + 1);
        return results;
    }

    private record Finished<R>(FutureTask<R> task, QueryWork part) implements Result<R> {
        @Override
        public R get() throws IOException {
            return resultOf(task);
        }

        @Override
        public void release() {
            part.releaseForNow();
        }
    }

    /// Tables are not given up while a thread reads them: others may read the same files.
    private static void await(FutureTask<?> task) {
        boolean interrupted = false;
        while (!task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException _) {
                interrupted = true;
            } catch (ExecutionException _) {
                break; // known when the result is asked for
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <R> R resultOf(FutureTask<R> task) throws IOException {
        try {
            return task.resultNow();
        } catch (IllegalStateException e) {
            switch (task.exceptionNow()) {
                case IOException failed -> throw failed;
                case UncheckedIOException failed -> throw failed.getCause();
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                case Throwable failed -> throw new IllegalStateException(failed);
            }
        }
    }
}
