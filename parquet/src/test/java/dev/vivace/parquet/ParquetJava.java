package dev.vivace.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/// The first oracle: what parquet-java reads from a file.
final class ParquetJava {

    private ParquetJava() {}

    static ParquetFileReader open(Path file) throws IOException {
        return ParquetFileReader.open(
                new LocalInputFile(file),
                ParquetReadOptions.builder(new PlainParquetConfiguration())
                        .usePageChecksumVerification()
                        .build());
    }

    /// All cells of one row group after another: texts by leaf and row, as [RandomTable#show] makes them.
    static List<List<List<String>>> read(Path file, ParquetSchema schema) throws IOException {
        List<List<List<String>>> groups = new ArrayList<>();
        try (ParquetFileReader reader = open(file)) {
            MessageType type = reader.getFileMetaData().getSchema();
            PageReadStore pages = reader.readNextRowGroup();
            while (pages != null) {
                RecordReader<Group> records =
                        new ColumnIOFactory().getColumnIO(type).getRecordReader(pages, new GroupRecordConverter(type));
                List<List<String>> columns = new ArrayList<>();
                for (int i = 0; i < schema.leafCount(); i++) {
                    columns.add(new ArrayList<>());
                }
                for (long row = 0; row < pages.getRowCount(); row++) {
                    row(schema, records.read(), columns);
                }
                groups.add(columns);
                pages = reader.readNextRowGroup();
            }
        }
        return groups;
    }

    private static void row(ParquetSchema schema, Group row, List<List<String>> columns) {
        int leaf = 0;
        for (int field = 0; field < schema.nodes().size(); field++) {
            switch (schema.nodes().get(field)) {
                case Leaf flat -> columns.get(leaf++).add(cell(flat, row, field));
                case StructList list -> {
                    Group elements = row.getGroup(field, 0);
                    for (int member = 0; member < list.leaves().size(); member++) {
                        List<String> cells = new ArrayList<>();
                        for (int e = 0; e < elements.getFieldRepetitionCount(0); e++) {
                            Group struct = elements.getGroup(0, e).getGroup(0, 0);
                            cells.add(cell(list.leaves().get(member), struct, member));
                        }
                        columns.get(leaf++).add(cells.toString());
                    }
                }
            }
        }
    }

    private static String cell(Leaf leaf, Group group, int field) {
        if (group.getFieldRepetitionCount(field) == 0) {
            return "null";
        }
        return RandomTable.show(
                switch (leaf.type()) {
                    case BOOLEAN -> group.getBoolean(field, 0);
                    case INT32 -> group.getInteger(field, 0);
                    case INT64 -> group.getLong(field, 0);
                    case DOUBLE -> group.getDouble(field, 0);
                    case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
                        group.getBinary(field, 0).getBytes();
                });
    }
}
