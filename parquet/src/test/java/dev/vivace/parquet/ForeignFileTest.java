package dev.vivace.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vivace.model.RowSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of other writers: read where they stay within what is understood, else refused with a reason.
class ForeignFileTest {

    private static final int ROWS = 20_000;

    @TempDir
    Path directory;

    @Test
    void parquetJavasFilesAreReadEvenWhereTheDictionaryWasGivenUp() throws IOException {
        MessageType type = MessageTypeParser.parseMessageType("""
                message foreign {
                  optional int64 number;
                  required binary text (STRING);
                  required group events (LIST) {
                    repeated group list {
                      required group element { optional binary name (STRING); }
                    }
                  }
                }
                """);
        Path path = directory.resolve("foreign.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(path))
                .withConf(new PlainParquetConfiguration())
                .withType(type)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withPageRowCountLimit(700)
                .withDictionaryPageSize(8 << 10)
                .build()) {
            for (int row = 0; row < ROWS; row++) {
                writer.write(row(type, row));
            }
        }
        ParquetFile file = ParquetFile.open(RandomTable.reader(Files.readAllBytes(path)));
        assertThat(file.rowGroups()).hasSize(1);
        RowGroup group = file.rowGroups().getFirst();
        ColumnChunk numbers = group.column(file.schema().indexOf("number"));
        ColumnChunk texts = group.column(file.schema().indexOf("text"));
        ListColumn events =
                group.column(file.schema().indexOf("events", "name")).list();
        assertThat(texts.dictionary()).as("a dictionary that was started").isNotNull();
        assertThat(texts.allDictionary()).as("and given up").isFalse();

        RowSet all = RowSet.all(ROWS);
        RowSet high = new RowSet(ROWS);
        numbers.matchLongs(3000, Long.MAX_VALUE, false, all, high);
        RowSet ending = new RowSet(ROWS);
        texts.matchTexts((bytes, offset, length) -> bytes[offset + length - 1] == '7', all, ending);
        ColumnCursor number = numbers.cursor();
        ColumnCursor text = texts.cursor();
        TextSlice slice = new TextSlice();
        for (int row = 0; row < ROWS; row++) {
            Group expected = row(type, row);
            boolean present = expected.getFieldRepetitionCount(0) > 0;
            assertThat(number.isPresent(row)).isEqualTo(present);
            assertThat(number.longAt(row)).isEqualTo(present ? expected.getLong(0, 0) : 0);
            assertThat(high.contains(row)).isEqualTo(number.longAt(row) >= 3000);
            assertThat(text.textAt(row, slice)).isTrue();
            assertThat(slice).hasToString(expected.getString(1, 0));
            assertThat(ending.contains(row)).isEqualTo(expected.getString(1, 0).endsWith("7"));
            Group list = expected.getGroup(2, 0);
            int first = events.firstElement()[row];
            assertThat(events.firstElement()[row + 1] - first).isEqualTo(list.getFieldRepetitionCount(0));
            for (int e = 0; e < list.getFieldRepetitionCount(0); e++) {
                Group element = list.getGroup(0, e).getGroup(0, 0);
                boolean named = element.getFieldRepetitionCount(0) > 0;
                assertThat(events.textAt(first + e, slice)).isEqualTo(named);
                assertThat(!named || slice.toString().equals(element.getString(0, 0)))
                        .isTrue();
            }
        }
    }

    private static Group row(MessageType type, int row) {
        Random random = new Random(row);
        Group group = new SimpleGroup(type);
        if (row % 3 != 0) {
            group.add(0, row < 4000 ? row % 50 : (long) row);
        }
        group.add(1, row < 3000 ? "text " + row % 40 : "text " + random.nextLong());
        Group list = group.addGroup(2);
        for (int e = row % 11 == 0 ? random.nextInt(4) : 0; e > 0; e--) {
            Group element = list.addGroup(0).addGroup(0);
            if (random.nextInt(4) > 0) {
                element.add(0, "event " + (row < 10_000 ? random.nextInt(9) : random.nextInt()));
            }
        }
        return group;
    }

    @Test
    void filesWithoutPageIndexAreRefusedWithTheReason() throws IOException, SQLException {
        Path path = directory.resolve("duck.parquet");
        try (Connection duckDb = DuckDb.connect();
                Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (SELECT 1::BIGINT AS number) TO '" + path + "' (FORMAT parquet, COMPRESSION zstd)");
        }
        byte[] bytes = Files.readAllBytes(path);
        assertThatExceptionOfType(CorruptParquetException.class)
                .isThrownBy(() -> ParquetFile.open(RandomTable.reader(bytes)))
                .withMessageStartingWith("footer, row group 0, column [number] at offset ")
                .withMessageContaining("files without page index are not read");
    }
}
