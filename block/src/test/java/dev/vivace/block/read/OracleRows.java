package dev.vivace.block.read;

import dev.vivace.parquet.Leaf;
import dev.vivace.parquet.LogicalType;
import dev.vivace.parquet.ParquetSchema;
import dev.vivace.parquet.PhysicalType;
import dev.vivace.parquet.StructList;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// What readers that are not ours find in a file: by leaf, then by row. A cell is a `Boolean`, `Integer`,
/// `Long`, `Double` or `String` (bytes as hex), null, or for leaves of lists a list of those.
final class OracleRows {

    private OracleRows() {}

    static List<List<@Nullable Object>> ofParquetJava(Path file, ParquetSchema schema) throws IOException {
        List<List<@Nullable Object>> columns = emptyColumns(schema);
        try (ParquetFileReader reader = open(file)) {
            MessageType type = reader.getFileMetaData().getSchema();
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Group> records =
                        new ColumnIOFactory().getColumnIO(type).getRecordReader(pages, new GroupRecordConverter(type));
                for (long row = 0; row < pages.getRowCount(); row++) {
                    addRow(schema, records.read(), columns);
                }
            }
        }
        return columns;
    }

    private static ParquetFileReader open(Path file) throws IOException {
        return ParquetFileReader.open(
                new LocalInputFile(file),
                ParquetReadOptions.builder(new PlainParquetConfiguration())
                        .usePageChecksumVerification()
                        .build());
    }

    /// What parquet-java makes of a column's statistics, by row group.
    static List<Statistics<?>> statistics(Path file, int leaf) throws IOException {
        try (ParquetFileReader reader = open(file)) {
            List<Statistics<?>> result = new ArrayList<>();
            reader.getFooter()
                    .getBlocks()
                    .forEach(group -> result.add(group.getColumns().get(leaf).getStatistics()));
            return result;
        }
    }

    private static void addRow(ParquetSchema schema, Group row, List<List<@Nullable Object>> columns) {
        int leaf = 0;
        for (int field = 0; field < schema.nodes().size(); field++) {
            switch (schema.nodes().get(field)) {
                case Leaf flat -> columns.get(leaf++).add(cell(flat, row, field));
                case StructList list -> {
                    Group elements = row.getGroup(field, 0);
                    for (int member = 0; member < list.leaves().size(); member++) {
                        List<@Nullable Object> cells = new ArrayList<>();
                        for (int i = 0; i < elements.getFieldRepetitionCount(0); i++) {
                            Group struct = elements.getGroup(0, i).getGroup(0, 0);
                            cells.add(cell(list.leaves().get(member), struct, member));
                        }
                        columns.get(leaf++).add(cells);
                    }
                }
            }
        }
    }

    private static @Nullable Object cell(Leaf leaf, Group group, int field) {
        if (group.getFieldRepetitionCount(field) == 0) {
            return null;
        }
        return switch (leaf.type()) {
            case BOOLEAN -> group.getBoolean(field, 0);
            case INT32 -> group.getInteger(field, 0);
            case INT64 -> group.getLong(field, 0);
            case DOUBLE -> group.getDouble(field, 0);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
                isBytes(leaf)
                        ? HexFormat.of().formatHex(group.getBinary(field, 0).getBytes())
                        : group.getBinary(field, 0).toStringUsingUTF8();
        };
    }

    static Connection duckDb() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            statement.execute("SET memory_limit = '500MB'");
        }
        return connection;
    }

    static List<List<@Nullable Object>> ofDuckDb(Path file, ParquetSchema schema) throws SQLException {
        List<List<@Nullable Object>> columns = emptyColumns(schema);
        List<String> selected = new ArrayList<>();
        for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
            StructList list = schema.list(leaf);
            String name = quoted(schema.leaf(leaf).name());
            selected.add(
                    list == null
                            ? value(schema.leaf(leaf), name)
                            : "list_transform(" + quoted(list.name()) + ", lambda x: "
                                    + value(schema.leaf(leaf), "x." + name) + ")");
        }
        try (Connection connection = duckDb();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT " + String.join(", ", selected) + " FROM read_parquet('" + file + "')")) {
            while (rows.next()) {
                for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
                    columns.get(leaf).add(plain(rows.getObject(leaf + 1)));
                }
            }
        }
        return columns;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// Bytes come as hex, because JDBC has no one form for them in lists.
    private static String value(Leaf leaf, String name) {
        if (isBytes(leaf)) {
            return "lower(hex(" + name + "))";
        }
        return leaf.logical() == LogicalType.JSON ? name + "::VARCHAR" : name;
    }

    private static boolean isBytes(Leaf leaf) {
        return leaf.type() == PhysicalType.FIXED_LEN_BYTE_ARRAY
                || leaf.type() == PhysicalType.BYTE_ARRAY && leaf.logical() == LogicalType.NONE;
    }

    private static @Nullable Object plain(@Nullable Object value) throws SQLException {
        return value instanceof Array array ? new ArrayList<>(Arrays.asList((Object[]) array.getArray())) : value;
    }

    private static List<List<@Nullable Object>> emptyColumns(ParquetSchema schema) {
        List<List<@Nullable Object>> columns = new ArrayList<>();
        for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
            columns.add(new ArrayList<>());
        }
        return columns;
    }
}
