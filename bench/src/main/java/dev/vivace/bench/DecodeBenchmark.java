package dev.vivace.bench;

import dev.vivace.live.LiveTable;
import dev.vivace.live.SeenBefore;
import dev.vivace.wire.otlp.MalformedOtlpException;
import dev.vivace.wire.otlp.OtlpDecoder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One span's way from wire bytes into the columns of a live table. Per span.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecodeBenchmark {

    private static final int SPANS = 100_000;

    private final OtlpDecoder decoder = new OtlpDecoder();
    private ShopRequests traffic = ShopRequests.of(1, 0);
    private LiveTable table = new LiveTable(System::nanoTime, SeenBefore.NEVER);

    @Setup
    public void encode() {
        traffic = ShopRequests.of(1, SPANS);
    }

    @Setup(Level.Invocation)
    public void emptyTable() {
        table = new LiveTable(System::nanoTime, SeenBefore.NEVER);
    }

    /// Decoder and live table together.
    @Benchmark
    @OperationsPerInvocation(SPANS)
    public int decodeAndAppend() throws MalformedOtlpException {
        for (byte[] request : traffic.requests()) {
            decoder.decode(request, 0, request.length, table.appender());
            table.appender().commit();
        }
        return table.rowCount();
    }
}
