package dev.vivace.live;

import com.sun.management.ThreadMXBean;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.RowSet;
import dev.vivace.model.TraceId;
import dev.vivace.traceql.source.Column;
import dev.vivace.traceql.source.TextTest;
import dev.vivace.wire.otlp.MalformedOtlpException;
import dev.vivace.wire.otlp.OtlpDecoder;
import dev.vivace.wire.otlp.SpanHeader;
import dev.vivace.wire.otlp.SpanSink;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a span costs: `java -cp … dev.vivace.live.LiveTableBenchmark [spans] [rounds]`. CPU time of the thread, so
/// that
/// a busy machine disturbs it less; each line is the best round. The sum at the end tells whether two runs did the
/// same.
public final class LiveTableBenchmark {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private LiveTableBenchmark() {}

    public static void main(String[] arguments) throws MalformedOtlpException {
        int spans = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        ShopTraffic traffic = new ShopTraffic(1);
        List<byte[]> requests = new ArrayList<>();
        long bytes = 0;
        while (traffic.spans() < spans) {
            byte[] request = traffic.request(1000);
            requests.add(request);
            bytes += request.length;
        }
        long count = traffic.spans();
        print(
                "JDK %s, %d spans in %d requests, %d B/span on the wire",
                Runtime.version(), count, requests.size(), bytes / count);

        OtlpDecoder decoder = new OtlpDecoder();
        double decodeOnly = Double.MAX_VALUE;
        double append = Double.MAX_VALUE;
        double repeat = Double.MAX_VALUE;
        double cut = Double.MAX_VALUE;
        double move = Double.MAX_VALUE;
        double garbage = Double.MAX_VALUE;
        LiveTable table = TestTables.empty();
        for (int round = 0; round < rounds; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (byte[] request : requests) {
                decoder.decode(request, 0, request.length, new Nothing());
            }
            decodeOnly = Math.min(decodeOnly, perSpan(start, count));

            table = TestTables.empty();
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            start = THREADS.getCurrentThreadCpuTime();
            fill(table, decoder, requests);
            append = Math.min(append, perSpan(start, count));
            garbage = Math.min(garbage, (THREADS.getCurrentThreadAllocatedBytes() - allocated) / (double) count);

            start = THREADS.getCurrentThreadCpuTime();
            fill(table, decoder, requests);
            repeat = Math.min(repeat, perSpan(start, count));

            start = THREADS.getCurrentThreadCpuTime();
            readAll(table.cut(CutPolicy.EVERYTHING, 0).rows());
            cut = Math.min(cut, perSpan(start, count));

            LiveTable next = TestTables.empty();
            start = THREADS.getCurrentThreadCpuTime();
            table.cut(new CutPolicy(java.time.Duration.ofDays(1), java.time.Duration.ofDays(1)), 0)
                    .remainder(next)
                    .copy();
            move = Math.min(move, perSpan(start, count));
        }
        print("decode alone        %7.0f ns/span", decodeOnly);
        print("decode and append   %7.0f ns/span, so the table itself takes %.0f", append, append - decodeOnly);
        print("repeated spans      %7.0f ns/span", repeat);
        print("cut, all columns    %7.0f ns/span", cut);
        print("move to next table  %7.0f ns/span", move);
        print(
                "allocated           %7.0f B/span, of which the table says it keeps %.0f",
                garbage, table.sizeBytes() / (double) count);
        print("heap held           %7.0f B/span", heldBytes(requests, count));
        query(table, rounds * 5);
    }

    private static double heldBytes(List<byte[]> requests, long count) throws MalformedOtlpException {
        long before = usedAfterCollection();
        LiveTable table = TestTables.empty();
        fill(table, new OtlpDecoder(), requests);
        double result = (usedAfterCollection() - before) / (double) count;
        return table.rowCount() == count ? result : Double.NaN;
    }

    private static long usedAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void query(LiveTable table, int rounds) {
        long sum = 0;
        double snapshot = Double.MAX_VALUE;
        double match = Double.MAX_VALUE;
        double needle = Double.MAX_VALUE;
        double resource = Double.MAX_VALUE;
        double duration = Double.MAX_VALUE;
        double byId = Double.MAX_VALUE;
        double group = Double.MAX_VALUE;
        double tree = Double.MAX_VALUE;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            LiveSnapshot current = table.snapshot();
            snapshot = Math.min(snapshot, System.nanoTime() - start);
            int rows = current.rowCount();

            start = System.nanoTime();
            RowSet found = matchText(current, AttributeScope.SPAN, "db.statement", new Contains("service-b1", null));
            match = Math.min(match, System.nanoTime() - start);
            sum += found.count();

            start = System.nanoTime();
            String customer = "customer-77";
            found = matchText(current, AttributeScope.SPAN, "customer.id", new Contains(customer, customer));
            needle = Math.min(needle, System.nanoTime() - start);
            sum += found.count();

            start = System.nanoTime();
            found = matchText(current, AttributeScope.RESOURCE, "service.name", new Contains("b1", null));
            resource = Math.min(resource, System.nanoTime() - start);
            sum += found.count();

            start = System.nanoTime();
            RowSet slow = new RowSet(rows);
            ((Column.OfLong) current.intrinsic(dev.vivace.traceql.ast.Intrinsic.DURATION))
                    .match(300_000_000, Long.MAX_VALUE, false, RowSet.all(rows), slow);
            duration = Math.min(duration, System.nanoTime() - start);
            sum += slow.count();

            TraceId id = current.traces().id(current.traces().count() / 2);
            start = System.nanoTime();
            sum += table.snapshot().spans(id).size();
            byId = Math.min(byId, System.nanoTime() - start);

            start = System.nanoTime();
            for (int trace = 0; trace < current.traces().count(); trace++) {
                sum += current.traces().startEpochNanos(trace) & 1;
            }
            group = Math.min(group, System.nanoTime() - start);

            start = System.nanoTime();
            sum += current.tree().parentRows().length;
            tree = Math.min(tree, System.nanoTime() - start);
        }
        print("snapshot            %7.1f us", snapshot / 1e3);
        print("text contains       %7.1f us over %d rows", match / 1e3, table.rowCount());
        print("text equals         %7.1f us", needle / 1e3);
        print("resource attribute  %7.1f us", resource / 1e3);
        print("duration            %7.1f us", duration / 1e3);
        print("trace by id         %7.1f us", byId / 1e3);
        print("starts of all traces%7.1f us", group / 1e3);
        print("tree of all traces  %7.1f us", tree / 1e3);
        print("sum %d", sum / rounds);
    }

    private static RowSet matchText(LiveSnapshot snapshot, AttributeScope scope, String key, TextTest test) {
        RowSet result = new RowSet(snapshot.rowCount());
        RowSet all = RowSet.all(snapshot.rowCount());
        for (Column column : snapshot.attribute(scope, key)) {
            ((Column.OfText) column).match(test, all, result);
        }
        return result;
    }

    private static void fill(LiveTable table, OtlpDecoder decoder, List<byte[]> requests)
            throws MalformedOtlpException {
        for (byte[] request : requests) {
            decoder.decode(request, 0, request.length, table.appender());
            table.appender().commit();
        }
    }

    private static void readAll(LiveRows rows) {
        long sum = Arrays.stream(rows.spanIds()).sum()
                + Arrays.stream(rows.parentSpanIds()).sum()
                + Arrays.stream(rows.starts()).sum()
                + Arrays.stream(rows.ends()).sum()
                + Arrays.stream(rows.nameCodes()).sum();
        int[] positions = new int[rows.count()];
        int[] codes = new int[rows.count()];
        long[] numbers = new long[rows.count()];
        for (LiveColumn column : rows.spanColumns()) {
            switch (column.type()) {
                case TEXT, COMPOSITE -> column.readCodes(positions, codes);
                case INT, REAL, BOOL -> column.readNumbers(positions, numbers);
            }
        }
        if (sum == 42) {
            print("");
        }
    }

    private static double perSpan(long start, long count) {
        return (THREADS.getCurrentThreadCpuTime() - start) / (double) count;
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private record Contains(String text, @Nullable String only) implements TextTest {
        @Override
        public boolean passes(byte[] bytes, int offset, int length) {
            return new String(bytes, offset, length, StandardCharsets.UTF_8).contains(text);
        }

        @Override
        public byte @Nullable [] onlyValue() {
            return only == null ? null : only.getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Takes everything and keeps nothing.
    private static final class Nothing implements SpanSink {
        @Override
        public void begin(byte[] data) {}

        @Override
        public void resource(int offset, int length, int schemaUrlOffset, int schemaUrlLength) {}

        @Override
        public void scope(int offset, int length, int schemaUrlOffset, int schemaUrlLength) {}

        @Override
        public void beginSpan(int offset, int length) {}

        @Override
        public void text(int keyOffset, int keyLength, int offset, int length) {}

        @Override
        public void integer(int keyOffset, int keyLength, long value) {}

        @Override
        public void real(int keyOffset, int keyLength, double value) {}

        @Override
        public void bool(int keyOffset, int keyLength, boolean value) {}

        @Override
        public void composite(int keyOffset, int keyLength, int anyValueOffset, int anyValueLength) {}

        @Override
        public void beginEvent() {}

        @Override
        public void endEvent(long epochNanos, int nameOffset, int nameLength, int droppedAttributesCount) {}

        @Override
        public void beginLink() {}

        @Override
        public void endLink(
                long traceIdHigh,
                long traceIdLow,
                long spanId,
                int traceStateOffset,
                int traceStateLength,
                int flags,
                int droppedAttributesCount) {}

        @Override
        public void endSpan(SpanHeader header) {}
    }
}
