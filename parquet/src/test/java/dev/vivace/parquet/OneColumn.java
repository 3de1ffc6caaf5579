package dev.vivace.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files of one flat column and one row group.
final class OneColumn {

    private OneColumn() {}

    static byte[] file(Leaf leaf, List<? extends @Nullable Object> cells, boolean dictionary, ChunkOptions options)
            throws IOException {
        return file(leaf, cells.size(), RandomTable.data(leaf, cells, new int[0], dictionary, options));
    }

    static byte[] file(Leaf leaf, int rows, ColumnData data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ParquetSchema schema = new ParquetSchema("one", List.of(leaf));
        try (ParquetWriter writer = new ParquetWriter(out, schema, WriterOptions.DEFAULTS)) {
            writer.beginRowGroup(rows);
            writer.column(0, data);
            writer.endRowGroup();
            writer.finish();
        }
        return out.toByteArray();
    }

    static ColumnChunk chunk(byte[] file) throws IOException {
        return ParquetFile.open(RandomTable.reader(file)).rowGroups().getFirst().column(0);
    }
}
