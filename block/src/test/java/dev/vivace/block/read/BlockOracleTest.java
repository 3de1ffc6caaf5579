package dev.vivace.block.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.block.TestBlocks;
import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.schema.Catalogue;
import dev.vivace.block.schema.CatalogueJson;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.block.write.SpanBlockInput;
import dev.vivace.model.Span;
import dev.vivace.parquet.ParquetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.column.statistics.Statistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks are plain Parquet: parquet-java and DuckDB find in every column what was sent.
class BlockOracleTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void othersReadTheSameSpans(long seed) throws IOException, SQLException {
        List<Span> spans = TestBlocks.everything(seed);
        byte[] bytes = TestBlocks.file(spans, new BlockWriter.Options(150, 3, 40));
        Path path = Files.write(directory.resolve("data.parquet"), bytes);
        ParquetFile file = ParquetFile.open(TestBlocks.reader(bytes));
        assertThat(file.rowGroups()).hasSizeGreaterThan(2);
        Catalogue catalogue =
                CatalogueJson.read(Objects.requireNonNull(file.keyValues().get(BlockColumns.CATALOGUE_KEY)));

        List<List<@Nullable Object>> ofParquetJava = OracleRows.ofParquetJava(path, file.schema());
        List<List<@Nullable Object>> ofDuckDb = OracleRows.ofDuckDb(path, file.schema());
        for (int leaf = 0; leaf < file.schema().leafCount(); leaf++) {
            assertThat(ofDuckDb.get(leaf))
                    .as("seed %s, column %s", seed, file.schema().path(leaf))
                    .isEqualTo(ofParquetJava.get(leaf));
        }
        OracleSpans read = new OracleSpans(file.schema(), catalogue, ofDuckDb);
        List<Span> expected = SpanBlockInput.inRowOrder(spans);
        assertThat(read.rowCount()).isEqualTo(expected.size());
        for (int row = 0; row < expected.size(); row++) {
            assertThat(read.span(row))
                    .as("seed %s, row %s", seed, row)
                    .isEqualTo(TestBlocks.inColumnOrder(expected.get(row)));
        }
    }

    /// Without minima and maxima Spark and Trino would read every row group.
    @Test
    void othersTrustTheStatistics() throws IOException {
        byte[] bytes = TestBlocks.file(TestBlocks.everything(15), TestBlocks.SMALL_GROUPS);
        Path path = Files.write(directory.resolve("data.parquet"), bytes);
        int start = ParquetFile.open(TestBlocks.reader(bytes)).schema().indexOf(BlockColumns.START);
        assertThat(OracleRows.statistics(path, start)).isNotEmpty().allMatch(Statistics::hasNonNullValue);
    }

    /// The queries that `docs/formats/block.md` shows.
    @Test
    void documentedQueriesWork() throws IOException, SQLException {
        Path path = Files.write(
                directory.resolve("data.parquet"),
                TestBlocks.file(TestBlocks.everything(14), BlockWriter.Options.FLUSH));
        String page = Files.readString(Path.of("..", "docs", "formats", "block.md"));
        List<String> queries = new ArrayList<>();
        for (String block : page.split("```sql\n", -1)) {
            int end = block.indexOf("\n```");
            if (queries.isEmpty() && block.startsWith("#")) {
                continue;
            }
            queries.add(block.substring(0, end));
        }
        assertThat(queries).hasSizeGreaterThan(2);
        try (Connection connection = OracleRows.duckDb();
                Statement statement = connection.createStatement()) {
            for (String query : queries) {
                try (ResultSet rows = statement.executeQuery(query.replace("'data.parquet'", "'" + path + "'"))) {
                    assertThat(rows.next()).as(query).isTrue();
                }
            }
        }
    }
}
