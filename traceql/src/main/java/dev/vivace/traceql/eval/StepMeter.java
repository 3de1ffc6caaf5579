package dev.vivace.traceql.eval;

import dev.vivace.model.work.QueryWork;
import dev.vivace.model.work.Reads;
import dev.vivace.model.work.Step;
import java.util.ArrayList;
import java.util.List;

/// Sums up what one step of a plan did. Thread-safe; the steps below are added before it is used.
public final class StepMeter {

    private static final String SPANS = "spans";

    private final String text;
    private final String unit;
    private final List<StepMeter> below = new ArrayList<>();
    private long times;
    private long countIn;
    private long countOut;
    private long nanos;
    private Reads reads = Reads.NONE;

    /// @param unit what is counted, such as `spans`, or `spans to traces`
    public StepMeter(String text, String unit) {
        this.text = text;
        this.unit = unit;
    }

    /// A step this one consists of, from spans to fewer spans.
    public StepMeter add(String stepText) {
        return add(stepText, SPANS);
    }

    public StepMeter add(String stepText, String stepUnit) {
        StepMeter step = new StepMeter(stepText, stepUnit);
        below.add(step);
        return step;
    }

    /// Counts once what takes no time.
    public void count(long in, long out) {
        record(in, out, 0, Reads.NONE);
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
        countIn += in;
        countOut += out;
        nanos += elapsed;
        reads = reads.plus(read);
    }

    public synchronized Step step() {
        return new Step(
                text,
                times,
                unit,
                countIn,
                countOut,
                nanos,
                reads,
                below.stream().map(StepMeter::step).toList());
    }
}
