package dev.vivace.bench;

import dev.vivace.model.TenantId;
import dev.vivace.model.TimeRange;
import dev.vivace.query.SearchAnswer;
import dev.vivace.query.SearchRequest;
import dev.vivace.query.StoreQueries;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Whole searches over 1 M spans in blocks, without HTTP: scan, selection, result rows.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx2g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class SearchBenchmark {

    private static final int SPANS = 1_000_000;

    @Param({
        "{ resource.service.name = \"checkout\" && duration > 400ms }",
        "{ span.http.response.status_code >= 500 }",
        "{ span.customer.id = \"no-such-customer\" }",
        "{ name =~ \"GET /api/v1/.*\" && status = error }",
        "{ .db.statement =~ \".*totals_77 .*\" }",
        "{ duration > 1s }",
        "{ }"
    })
    public String query = "{ }";

    private @Nullable BlockFixture blocks;

    @Setup
    public void load() throws IOException {
        blocks = new BlockFixture(SPANS);
    }

    @TearDown
    public void close() throws IOException {
        fixture().close();
    }

    private BlockFixture fixture() {
        if (blocks == null) {
            throw new IllegalStateException("not loaded");
        }
        return blocks;
    }

    @Benchmark
    public SearchAnswer search() throws IOException {
        return new StoreQueries(fixture().store()::source)
                .search(TenantId.SINGLE, new SearchRequest(query, TimeRange.ALL, 20, 3, false));
    }
}
