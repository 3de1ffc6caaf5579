package dev.vivace.parquet;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The second oracle: what DuckDB reads from a file.
final class DuckDb {

    private DuckDb() {}

    static Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            statement.execute("SET memory_limit = '500MB'");
        }
        return connection;
    }

    /// All cells: texts by leaf and row of the whole file, as [RandomTable#show] makes them.
    static List<List<String>> read(Connection connection, Path file, ParquetSchema schema) throws SQLException {
        List<String> selected = new ArrayList<>();
        for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
            StructList list = schema.list(leaf);
            String name = "\"" + schema.leaf(leaf).name() + "\"";
            selected.add(
                    list == null
                            ? value(schema.leaf(leaf), name)
                            : "list_transform(\"" + list.name() + "\", lambda x: "
                                    + value(schema.leaf(leaf), "x." + name) + ")");
        }
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < schema.leafCount(); i++) {
            columns.add(new ArrayList<>());
        }
        String sql = "SELECT " + String.join(", ", selected) + " FROM read_parquet('" + file + "')";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
                    columns.get(leaf).add(cell(schema.leaf(leaf), rows.getObject(leaf + 1)));
                }
            }
        }
        return columns;
    }

    /// Bytes come as hex, because JDBC has no one form for them in lists.
    private static String value(Leaf leaf, String name) {
        boolean bytes = leaf.type() == PhysicalType.BYTE_ARRAY && leaf.logical() == LogicalType.NONE
                || leaf.type() == PhysicalType.FIXED_LEN_BYTE_ARRAY;
        return bytes ? "hex(" + name + ")" : leaf.logical() == LogicalType.JSON ? name + "::VARCHAR" : name;
    }

    private static String cell(Leaf leaf, @Nullable Object value) throws SQLException {
        if (value instanceof Array array) {
            List<String> elements = new ArrayList<>();
            for (Object element : (Object[]) array.getArray()) {
                elements.add(cell(leaf, element));
            }
            return elements.toString();
        }
        if (value instanceof String text) {
            boolean hex = leaf.logical() == LogicalType.NONE;
            return RandomTable.show(hex ? HexFormat.of().parseHex(text) : text.getBytes(StandardCharsets.UTF_8));
        }
        return RandomTable.show(value);
    }
}
