package dev.vivace.traceql.metrics;

import dev.vivace.model.RowSet;
import dev.vivace.model.TimeRange;
import dev.vivace.model.metrics.Exemplar;
import dev.vivace.model.metrics.TimeSeries;
import dev.vivace.model.work.QueryBudget;
import dev.vivace.model.work.QueryWork;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.Literal;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.Arithmetic;
import dev.vivace.traceql.ast.MetricsExpression.Constant;
import dev.vivace.traceql.ast.MetricsExpression.Leaf;
import dev.vivace.traceql.ast.MetricsExpression.Refined;
import dev.vivace.traceql.ast.MetricsExpression.SecondStage;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.eval.Progress;
import dev.vivace.traceql.eval.StepMeter;
import dev.vivace.traceql.metrics.SeriesArithmetic.Operand;
import dev.vivace.traceql.source.SpanSource;
import dev.vivace.traceql.source.SpanTable;
import dev.vivace.traceql.source.SpareThreads;
import dev.vivace.traceql.source.TableWaves;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One metrics query over everything some sources have: each table is opened once, each pipeline of the
/// query evaluated once on it.
///
/// A trace of which several tables hold spans is put together first and judged as a whole, once. Not
/// reusable; confined to one thread, which others may help.
public final class MetricsRun {

    /// As many exemplars as an answer has at most, and if nobody says how many.
    public static final int MAX_EXEMPLARS = 100;

    /// Numbers kept and answered for all series together; a number answered takes some 60 bytes until it is
    /// sent. What does not fit is left out, and said so.
    private static final long MAX_CELLS = 8_000_000;

    private final Query.Metrics query;
    private final List<SpanSource> sources;
    private final TimeGrid grid;
    private final int maxSeries;
    private final SpareThreads threads;
    private final @Nullable StepMeter meter;
    private final @Nullable StepMeter rangeMeter;
    private final @Nullable StepMeter countMeter;
    private final @Nullable Progress<MetricsOutcome> progress;
    private final Cells.Budget cells = new Cells.Budget(MAX_CELLS);
    private final QueryBudget budget = QueryWork.currentOrUnlimited().budget();
    /// What is written twice is computed once. Keys are without second stages.
    private final Map<Leaf, LeafRun> leaves = new LinkedHashMap<>();

    private int inspectedTraces;
    private long inspectedSpans;
    private int evaluatedTables;
    private int totalTables;

    /// @param query checked
    /// @param sources whose spans are counted together
    /// @param exemplars at most so many, unless a hint of the query says otherwise; 0 for none
    ///     whatever it says
    /// @param maxSeries at most so many; 0 for any number
    /// @throws dev.vivace.traceql.eval.NotYetSupportedException if the query needs what this version
    ///     has not got
    public MetricsRun(Query.Metrics query, List<SpanSource> sources, TimeGrid grid, int exemplars, int maxSeries) {
        this(query, sources, grid, exemplars, maxSeries, SpareThreads.NONE, null, null);
    }

    /// @param threads help with tables
    /// @param meter where the steps are measured; null if nobody wants to know
    /// @param progress is told, in between, what was looked at; without series, for any table may add to any
    ///     of them. Null if nobody wants to know
    public MetricsRun(
            Query.Metrics query,
            List<SpanSource> sources,
            TimeGrid grid,
            int exemplars,
            int maxSeries,
            SpareThreads threads,
            @Nullable StepMeter meter,
            @Nullable Progress<MetricsOutcome> progress) {
        this.query = query;
        this.progress = progress;
        this.threads = threads;
        this.meter = meter;
        this.sources = List.copyOf(sources);
        this.grid = grid;
        this.maxSeries = maxSeries;
        List<Leaf> distinct = new ArrayList<>();
        collectLeaves(query.expression(), distinct);
        int limit = exemplars == 0 ? 0 : exemplarLimit(exemplars) / Math.max(1, distinct.size());
        this.rangeMeter = meter == null ? null : meter.add("tables that overlap the time range", "tables");
        for (Leaf leaf : distinct) {
            leaves.put(leaf, new LeafRun(leaf, grid, limit, cells, meter));
        }
        this.countMeter = meter == null ? null : meter.add("group and count what matched");
    }

    public MetricsOutcome run() throws IOException {
        StepMeter.Run whole = meter == null ? null : meter.start();
        TableWaves waves = new TableWaves(threads);
        for (SpanSource source : sources) {
            List<SpanSource.TableRef> tables = tables(source);
            for (int from = 0; from < tables.size(); ) {
                List<SpanSource.TableRef> wave = tables.subList(from, Math.min(tables.size(), from + waves.width()));
                List<TableWaves.Result<Matched>> matched = waves.run(wave, this::match);
                for (int i = 0; i < wave.size(); i++) {
                    add(source, wave.get(i), matched.get(i).get());
                    if (progress != null && progress.isDue()) {
                        progress.advanced(outcome(List.of(), 0));
                    }
                }
                from += wave.size();
            }
            for (LeafRun leaf : leaves.values()) {
                leaf.endSource(source);
            }
        }
        MetricsOutcome outcome = outcome();
        if (whole != null) {
            whole.end(inspectedSpans, outcome.series().size());
        }
        return outcome;
    }

    /// Those to look into, the newest first: their order decides only which spans are exemplars.
    private List<SpanSource.TableRef> tables(SpanSource source) {
        TimeRange range = new TimeRange(grid.startEpochNanos() + 1, grid.endEpochNanos());
        List<SpanSource.TableRef> tables = new ArrayList<>(source.tables(range));
        totalTables += tables.size();
        tables.removeIf(table -> Long.compareUnsigned(table.earliestTraceStartEpochNanos(), grid.endEpochNanos()) > 0);
        if (rangeMeter != null) {
            rangeMeter.count(source.tables(TimeRange.ALL).size(), tables.size());
        }
        tables.sort(Comparator.comparing(SpanSource.TableRef::latestTraceStartEpochNanos, Long::compareUnsigned)
                .reversed());
        return tables;
    }

    /// @param rows what each of the leaves matched, in their order
    private record Matched(SpanTable table, List<RowSet> rows) {}

    private Matched match(SpanTable table) {
        return new Matched(
                table, leaves.values().stream().map(leaf -> leaf.match(table)).toList());
    }

    private void add(SpanSource source, SpanSource.TableRef ref, Matched matched) throws IOException {
        SpanTable table = matched.table();
        evaluatedTables++;
        inspectedTraces += table.traces().count();
        inspectedSpans += table.rowCount();
        StepMeter.Run step = countMeter == null ? null : countMeter.start();
        int counted = 0;
        int leafNumber = 0;
        for (LeafRun leaf : leaves.values()) {
            RowSet rows = matched.rows().get(leafNumber++);
            counted += rows.count();
            budget.check();
            leaf.add(source, ref, table, rows);
        }
        if (step != null) {
            step.end(table.rowCount(), counted);
        }
    }

    private MetricsOutcome outcome() {
        List<Series> series = new ArrayList<>(
                evaluate(query.expression()) instanceof Operand.Many(List<Series> many) ? many : List.of());
        series.removeIf(Series::isEmpty);
        series.sort(Series.ORDER);
        boolean cut = maxSeries > 0 && series.size() > maxSeries;
        List<TimeSeries> finished = new ArrayList<>();
        for (Series one : cut ? series.subList(0, maxSeries) : series) {
            finished.add(finished(one));
        }
        return outcome(finished, cut ? maxSeries : 0);
    }

    private MetricsOutcome outcome(List<TimeSeries> series, int seriesLimit) {
        return new MetricsOutcome(
                series,
                seriesLimit,
                cells.isExhausted(),
                inspectedTraces,
                inspectedSpans,
                evaluatedTables,
                totalTables);
    }

    private TimeSeries finished(Series series) {
        int samples = series.samples();
        long[] timestamps = new long[samples];
        double[] values = new double[samples];
        int count = 0;
        for (int i = 0; i < grid.intervals(); i++) {
            if (!Double.isNaN(series.values()[i])) {
                timestamps[count] = grid.timestampMillis(i);
                values[count++] = series.values()[i];
            }
        }
        List<Exemplar> exemplars = series.exemplars().stream()
                .map(Series.Point::exemplar)
                .sorted(Comparator.comparingLong(Exemplar::timestampMillis))
                .toList();
        return new TimeSeries(series.labels(), timestamps, values, exemplars);
    }

    private Operand evaluate(MetricsExpression expression) {
        return switch (expression) {
            case Leaf leaf -> new Operand.Many(seriesOf(leaf));
            case Constant(Literal value) -> new Operand.Number(value);
            case Arithmetic arithmetic ->
                SeriesArithmetic.calculate(
                        evaluate(arithmetic.left()), arithmetic.operator(), evaluate(arithmetic.right()));
            case Refined refined -> {
                Operand input = evaluate(refined.input());
                yield input instanceof Operand.Many(List<Series> series)
                        ? new Operand.Many(SecondStages.apply(refined.secondStages(), series))
                        : input;
            }
        };
    }

    private List<Series> seriesOf(Leaf leaf) {
        LeafRun run = Objects.requireNonNull(leaves.get(withoutStages(leaf)));
        List<SecondStage> stages = leaf.secondStages();
        if (!stages.isEmpty() && stages.getFirst() instanceof SecondStage.Rank rank) {
            return SecondStages.apply(stages.subList(1, stages.size()), run.ranked(rank));
        }
        List<Series> series = new ArrayList<>(run.series());
        series.removeIf(Series::isEmpty);
        return SecondStages.apply(stages, series);
    }

    private static void collectLeaves(MetricsExpression expression, List<Leaf> into) {
        switch (expression) {
            case Leaf leaf -> {
                if (!into.contains(withoutStages(leaf))) {
                    into.add(withoutStages(leaf));
                }
            }
            case Constant _ -> {}
            case Arithmetic arithmetic -> {
                collectLeaves(arithmetic.left(), into);
                collectLeaves(arithmetic.right(), into);
            }
            case Refined refined -> collectLeaves(refined.input(), into);
        }
    }

    private static Leaf withoutStages(Leaf leaf) {
        return new Leaf(leaf.pipeline(), leaf.function(), List.of());
    }

    private int exemplarLimit(int asked) {
        long limit = asked;
        for (Hint hint : query.hints()) {
            if (hint.name().equals("exemplars")) {
                limit = switch (hint.value()) {
                    case Literal.Int(long number) -> number;
                    case Literal.Bool(boolean flag) -> flag ? limit : 0;
                    default -> limit;
                };
            }
        }
        return (int) Math.clamp(limit, 0, MAX_EXEMPLARS);
    }
}
