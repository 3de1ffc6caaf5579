package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A table of random schema and content, as cells and as the file it becomes. The same seed gives the same
/// table.
///
/// A cell is a `Long`, `Integer`, `Double`, `Boolean`, `byte[]`, or null; a list's leaf has a list of those
/// in each row.
final class RandomTable {

    final ParquetSchema schema;
    final List<Group> groups = new ArrayList<>();
    final int pageRows;

    record Group(int rows, List<Column> columns) {}

    /// @param cells one per row of a flat leaf, one per element of a list's leaf
    /// @param firstElement empty for a flat leaf
    record Column(Leaf leaf, List<@Nullable Object> cells, int[] firstElement, ColumnData data) {

        boolean inList() {
            return firstElement.length > 0;
        }
    }

    private final RandomGenerator random;

    /// @param mostRows of a row group
    RandomTable(RandomGenerator random, int mostRows) {
        this.random = random;
        schema = randomSchema();
        pageRows = pick(64, 100, 1000, 1, 20_480, 777);
        int count = 1 + random.nextInt(3);
        for (int g = 0; g < count; g++) {
            int rows = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1 + random.nextInt(mostRows);
            groups.add(randomGroup(pageRows == 1 ? Math.min(rows, 50) : rows));
        }
    }

    private int pick(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private ParquetSchema randomSchema() {
        List<Node> nodes = new ArrayList<>();
        int flat = 1 + random.nextInt(12);
        for (int i = 0; i < flat; i++) {
            nodes.add(randomLeaf("flat." + i));
        }
        for (int l = random.nextInt(3); l > 0; l--) {
            List<Leaf> leaves = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                leaves.add(randomLeaf("leaf." + i));
            }
            nodes.add(new StructList("list." + l, leaves));
        }
        return new ParquetSchema("random", nodes);
    }

    private Leaf randomLeaf(String name) {
        boolean optional = random.nextBoolean();
        return switch (random.nextInt(8)) {
            case 0 -> Leaf.of(name, PhysicalType.BOOLEAN, optional);
            case 1 -> Leaf.of(name, PhysicalType.INT32, optional);
            case 2 -> Leaf.of(name, PhysicalType.INT64, optional);
            case 3 -> Leaf.of(name, PhysicalType.DOUBLE, optional);
            case 4 -> Leaf.of(name, PhysicalType.BYTE_ARRAY, optional);
            case 5 -> Leaf.json(name, optional);
            case 6 -> Leaf.fixed(name, pick(1, 8, 16, 100), optional);
            default -> Leaf.text(name, optional);
        };
    }

    private Group randomGroup(int rows) {
        List<Column> columns = new ArrayList<>();
        StructList list = null;
        int[] firstElement = {};
        for (int i = 0; i < schema.leafCount(); i++) {
            StructList of = schema.list(i);
            if (of == null) {
                columns.add(randomColumn(schema.leaf(i), rows, new int[0]));
                continue;
            }
            if (of != list) {
                list = of;
                firstElement = randomLists(rows);
            }
            columns.add(randomColumn(schema.leaf(i), firstElement[rows], firstElement));
        }
        return new Group(rows, columns);
    }

    private int[] randomLists(int rows) {
        int[] firstElement = new int[rows + 1];
        double filled = new double[] {0, 0.01, 0.3, 1}[random.nextInt(4)];
        for (int row = 0; row < rows; row++) {
            int length = random.nextDouble() < filled ? 1 + random.nextInt(4) : 0;
            firstElement[row + 1] = firstElement[row] + length;
        }
        return firstElement;
    }

    private Column randomColumn(Leaf leaf, int count, int[] firstElement) {
        double share = leaf.optional() ? new double[] {0, 0.02, 0.5, 0.98, 1}[random.nextInt(5)] : 1;
        int presenceRun = pick(1, 1, 5, 200);
        int valueRun = pick(1, 1, 3, 30, 500);
        int distinct = pick(1, 2, 5, 100, 3000, Integer.MAX_VALUE);
        Object[] pool = new Object[Math.min(distinct, 3000)];
        List<@Nullable Object> cells = new ArrayList<>(count);
        boolean sorted = random.nextInt(4) == 0;
        boolean present = true;
        Object value = null;
        for (int i = 0; i < count; i++) {
            if (i % presenceRun == 0) {
                present = random.nextDouble() < share;
            }
            if (value == null || random.nextInt(valueRun) == 0) {
                if (distinct > pool.length) {
                    value = randomValue(leaf, sorted ? i : -1);
                } else {
                    int index = random.nextInt(pool.length);
                    if (pool[index] == null) {
                        pool[index] = randomValue(leaf, -1);
                    }
                    value = pool[index];
                }
            }
            cells.add(present ? value : null);
            if (value instanceof byte[] bytes && bytes.length > 10_000) {
                // never repeated: a run of these would fill the heap
                value = null;
                Arrays.fill(pool, null);
            }
        }
        boolean bloom = leaf.type() != PhysicalType.BOOLEAN && random.nextInt(3) == 0;
        ChunkOptions options = new ChunkOptions(
                random.nextBoolean() ? Compression.ZSTD : Compression.NONE,
                random.nextBoolean(),
                bloom,
                random.nextBoolean());
        boolean dictionary = leaf.type() != PhysicalType.BOOLEAN && random.nextBoolean();
        return new Column(leaf, cells, firstElement, data(leaf, cells, firstElement, dictionary, options));
    }

    private Object randomValue(Leaf leaf, int ascending) {
        return switch (leaf.type()) {
            case BOOLEAN -> random.nextBoolean();
            case INT32 ->
                ascending >= 0
                        ? (Object) (ascending * 3 + random.nextInt(3))
                        : (Object) pick(random.nextInt(), random.nextInt(100), Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
            case INT64 ->
                switch (ascending >= 0 ? 4 : random.nextInt(4)) {
                    case 0 -> random.nextLong();
                    case 1 -> (long) random.nextInt(1000);
                    case 2 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
                    case 3 -> 1_700_000_000_000_000_000L + random.nextInt();
                    default -> 1_700_000_000_000_000_000L + ascending * 1000L + random.nextInt(1000);
                };
            case DOUBLE ->
                new double[] {
                            random.nextGaussian(),
                            Double.NaN,
                            0.0,
                            -0.0,
                            Double.POSITIVE_INFINITY,
                            Double.MIN_VALUE,
                            random.nextInt(10)
                        }
                        [random.nextInt(7)];
            case FIXED_LEN_BYTE_ARRAY -> {
                byte[] bytes = new byte[leaf.typeLength()];
                random.nextBytes(bytes);
                yield bytes;
            }
            case BYTE_ARRAY -> {
                int kind = random.nextInt(2000);
                int length = kind == 0 ? 1 << 20 : kind < 100 ? 0 : kind < 200 ? 500 : random.nextInt(40);
                StringBuilder text = new StringBuilder();
                char base = "aäあ".charAt(random.nextInt(3));
                while (text.length() < length) {
                    text.append((char) (base + random.nextInt(26)));
                    if (text.length() == 200) {
                        text.repeat('x', length - 200);
                    }
                }
                if (leaf.logical() == LogicalType.JSON) {
                    text.insert(0, '"').append('"');
                }
                yield text.toString().getBytes(StandardCharsets.UTF_8);
            }
        };
    }

    /// Turns cells into what the writer takes.
    static ColumnData data(
            Leaf leaf,
            List<? extends @Nullable Object> cells,
            int[] firstElement,
            boolean dictionary,
            ChunkOptions options) {
        RowSet present = new RowSet(cells.size());
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            Object cell = cells.get(i);
            if (cell != null) {
                present.add(i);
                values.add(cell);
            }
        }
        boolean all = values.size() == cells.size();
        Presence presence;
        if (firstElement.length > 0) {
            presence = new Presence.InLists(firstElement, leaf.optional() && !all ? present : null);
        } else {
            presence = leaf.optional() && (!all || cells.size() % 2 == 0) ? new Presence.Rows(present) : Presence.ALL;
        }
        if (!dictionary) {
            return new ColumnData(presence, values(leaf, values), options);
        }
        Map<Object, Integer> codes = new HashMap<>();
        List<Object> entries = new ArrayList<>();
        int[] coded = new int[values.size()];
        for (int i = 0; i < coded.length; i++) {
            Object value = values.get(i);
            Object key = value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
            Integer code = codes.putIfAbsent(key, entries.size());
            if (code == null) {
                code = entries.size();
                entries.add(value);
            }
            coded[i] = code;
        }
        return new ColumnData(presence, new Values.Dictionary(values(leaf, entries), coded, coded.length), options);
    }

    private static Values values(Leaf leaf, List<Object> values) {
        int count = values.size();
        return switch (leaf.type()) {
            case BOOLEAN -> {
                RowSet bits = new RowSet(count);
                for (int i = 0; i < count; i++) {
                    if ((Boolean) values.get(i)) {
                        bits.add(i);
                    }
                }
                yield new Values.Booleans(bits);
            }
            // arrays a bit longer than the count, as reused buffers are
            case INT32 ->
                new Values.Ints(
                        Arrays.copyOf(values.stream().mapToInt(v -> (Integer) v).toArray(), count + 3), count);
            case INT64 ->
                new Values.Longs(
                        Arrays.copyOf(values.stream().mapToLong(v -> (Long) v).toArray(), count + 3), count);
            case DOUBLE ->
                new Values.Doubles(values.stream().mapToDouble(v -> (Double) v).toArray(), count);
            case FIXED_LEN_BYTE_ARRAY -> new Values.Fixed(join(values), leaf.typeLength(), count);
            case BYTE_ARRAY -> {
                int[] offsets = new int[count + 1];
                for (int i = 0; i < count; i++) {
                    offsets[i + 1] = offsets[i] + ((byte[]) values.get(i)).length;
                }
                yield count % 2 == 0 ? new Values.Texts(join(values), offsets, count) : lookup(values);
            }
        };
    }

    /// The values as codes into what holds them in the opposite order, with one that nobody asks for.
    private static Values lookup(List<Object> values) {
        int count = values.size();
        TextLookup source = new TextLookup() {
            private byte[] bytes(int code) {
                return code == count ? new byte[5] : (byte[]) values.get(count - 1 - code);
            }

            @Override
            public int lengthBytes(int code) {
                return bytes(code).length;
            }

            @Override
            public void copy(int code, byte[] into, int offset) {
                System.arraycopy(bytes(code), 0, into, offset, bytes(code).length);
            }
        };
        int[] codes = new int[count + 1];
        for (int i = 0; i < count; i++) {
            codes[i] = count - 1 - i;
        }
        return new Values.Lookup(source, codes, count);
    }

    private static byte[] join(List<Object> values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object value : values) {
            out.writeBytes((byte[]) value);
        }
        return out.toByteArray();
    }

    /// The table as a file.
    byte[] toFile() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WriterOptions options = new WriterOptions(pageRows, 1 + random.nextInt(4), "vivace test");
        try (ParquetWriter writer = new ParquetWriter(out, schema, options)) {
            writer.keyValue("first", "1");
            for (Group group : groups) {
                if (random.nextBoolean()) {
                    writer.beginRowGroup(group.rows());
                } else {
                    writer.beginRowGroup(group.rows(), randomPageEnds(group.rows()));
                }
                for (int i = 0; i < schema.leafCount(); i++) {
                    writer.column(i, group.columns().get(i).data());
                }
                writer.endRowGroup();
            }
            writer.keyValue("second", "ü".repeat(300));
            long size = writer.finish();
            if (size != out.size()) {
                throw new AssertionError("finish() said " + size + " bytes, but there are " + out.size());
            }
        }
        return out.toByteArray();
    }

    private int[] randomPageEnds(int rows) {
        SortedSet<Integer> ends = new TreeSet<>(Set.of(rows));
        for (int i = random.nextInt(6); i > 0; i--) {
            ends.add(1 + random.nextInt(rows));
        }
        return ends.stream().mapToInt(end -> end).toArray();
    }

    /// A cell as text that is equal if and only if the cells are; all NaN are.
    static String show(@Nullable Object cell) {
        return switch (cell) {
            case null -> "null";
            case byte[] bytes when bytes.length > 200 -> bytes.length + " bytes, " + Arrays.hashCode(bytes);
            case byte[] bytes -> new String(bytes, StandardCharsets.ISO_8859_1);
            case Double number -> Double.toString(number);
            default -> cell.toString();
        };
    }

    /// A column as one text per row.
    static List<String> show(Column column, int rows) {
        List<String> shown = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            if (column.inList()) {
                List<String> elements = new ArrayList<>();
                for (int e = column.firstElement()[row]; e < column.firstElement()[row + 1]; e++) {
                    elements.add(show(column.cells().get(e)));
                }
                shown.add(elements.toString());
            } else {
                shown.add(show(column.cells().get(row)));
            }
        }
        return shown;
    }

    /// The file's bytes behind the interface that readers want.
    static RangeReader reader(byte[] file) {
        return new RangeReader() {
            @Override
            public byte[] read(long offset, int length) throws IOException {
                if (offset < 0 || length < 0 || offset > file.length - length) {
                    throw new IOException("read of " + length + " bytes at " + offset + " of " + file.length);
                }
                return Arrays.copyOfRange(file, (int) offset, (int) offset + length);
            }

            @Override
            public long size() {
                return file.length;
            }
        };
    }
}
