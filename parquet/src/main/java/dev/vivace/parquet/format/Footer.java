package dev.vivace.parquet.format;

import dev.vivace.parquet.encoding.ByteSink;
import dev.vivace.parquet.encoding.MalformedBytesException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `FileMetaData`: what stands at the end of every file.
///
/// @param schema depth first, the root first
/// @param keyValues in file order
public record Footer(
        List<SchemaElement> schema, List<RowGroupMeta> rowGroups, Map<String, String> keyValues, String createdBy) {

    /// Appends the footer without the length and magic that follow it.
    public void write(ByteSink sink) {
        ThriftWriter out = new ThriftWriter(sink);
        long rows = 0;
        for (RowGroupMeta group : rowGroups) {
            rows += group.rows();
        }
        int leaves = 0;
        int outer = out.begin();
        out.i32(1, 1);
        out.list(2, ThriftWriter.STRUCT, schema.size());
        for (SchemaElement element : schema) {
            element.write(out);
            leaves += element.type() == SchemaElement.ABSENT ? 0 : 1;
        }
        out.i64(3, rows);
        out.list(4, ThriftWriter.STRUCT, rowGroups.size());
        for (int i = 0; i < rowGroups.size(); i++) {
            rowGroups.get(i).write(out, i);
        }
        if (!keyValues.isEmpty()) {
            out.list(5, ThriftWriter.STRUCT, keyValues.size());
            keyValues.forEach((key, value) -> {
                int entry = out.begin();
                out.string(1, key);
                out.string(2, value);
                out.end(entry);
            });
        }
        out.string(6, createdBy);
        // "type defined order" for every leaf, without which readers ignore min and max
        out.list(7, ThriftWriter.STRUCT, leaves);
        for (int i = 0; i < leaves; i++) {
            int order = out.begin();
            out.emptyStruct(1);
            out.end(order);
        }
        out.end(outer);
    }

    /// @param bytes the footer, exactly, without the length and magic that follow it
    public static Footer read(byte[] bytes, int from, int to) {
        ThriftReader in = new ThriftReader(bytes, from, to);
        List<SchemaElement> schema = new ArrayList<>();
        List<RowGroupMeta> rowGroups = new ArrayList<>();
        Map<String, String> keyValues = new LinkedHashMap<>();
        String createdBy = "";
        int leaves = 0;
        int outer = in.begin();
        while (in.next()) {
            switch (in.field()) {
                case 2 -> {
                    int size = in.list(ThriftWriter.STRUCT);
                    for (int i = 0; i < size; i++) {
                        SchemaElement element = SchemaElement.read(in);
                        schema.add(element);
                        leaves += element.type() == SchemaElement.ABSENT ? 0 : 1;
                    }
                }
                case 4 -> {
                    int size = in.list(ThriftWriter.STRUCT);
                    for (int i = 0; i < size; i++) {
                        rowGroups.add(RowGroupMeta.read(in, leaves));
                    }
                }
                case 5 -> keyValues(in, keyValues);
                case 6 -> createdBy = in.string();
                case 8 -> throw new MalformedBytesException("file is encrypted (expected: plain)");
                default -> in.skip();
            }
        }
        in.end(outer);
        return new Footer(schema, rowGroups, keyValues, createdBy);
    }

    private static void keyValues(ThriftReader in, Map<String, String> into) {
        int size = in.list(ThriftWriter.STRUCT);
        for (int i = 0; i < size; i++) {
            String key = "";
            String value = "";
            int outer = in.begin();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> key = in.string();
                    case 2 -> value = in.string();
                    default -> in.skip();
                }
            }
            in.end(outer);
            into.put(key, value);
        }
    }
}
