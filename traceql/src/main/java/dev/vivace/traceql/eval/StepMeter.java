package dev.vivace.traceql.eval;

import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import dev.vivace.model.work.Step;
import java.util.ArrayList;
import java.util.List;

/// Sums up what one step of a plan did. Thread-safe; the steps below are added before it is used.
public final class StepMeter {

    private final String text;
    private final List<StepMeter> below = new ArrayList<>();
    private long times;
    private long rowsIn;
    private long rowsOut;
    private long nanos;
    private Reads reads = Reads.NONE;

    public StepMeter(String text) {
        this.text = text;
    }

    /// A step this one consists of.
    public StepMeter add(String stepText) {
        StepMeter step = new StepMeter(stepText);
        below.add(step);
        return step;
    }

    /// One run of the step on this thread: closing it counts it.
    public final class Run {
        private final QueryWork work = QueryWork.currentOrUnlimited();
        private final Reads readsBefore = work.reads();
        private final long started = System.nanoTime();

        private Run() {}

        public void end(long in, long out) {
            record(in, out, System.nanoTime() - started, work.reads().since(readsBefore));
        }
    }

    public Run start() {
        return new Run();
    }

    private synchronized void record(long in, long out, long elapsed, Reads read) {
        times++;
        rowsIn += in;
        rowsOut += out;
        nanos += elapsed;
        reads = reads.plus(read);
    }

    public synchronized Step step() {
        return new Step(text, times, rowsIn, rowsOut, nanos, reads, below.stream().map(StepMeter::step).toList());
    }
}
