package dev.vivace.parquet;

import dev.vivace.model.RowSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Thread CPU time of encoding and of scans over one million rows, for a look while working on the codec; no test runs
/// it. The table is shaped like a block of spans: 60 columns, half of them sparse.
final class PageCodecBenchmark {

    private static final int GROUPS = 10;
    private static final int GROUP_ROWS = 100_000;
    private static final int ROUNDS = 15;

    private PageCodecBenchmark() {}

    private interface Work {
        long run() throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        List<Node> nodes = new ArrayList<>();
        nodes.add(Leaf.fixed("trace_id", 16, false));
        nodes.add(Leaf.fixed("span_id", 8, false));
        nodes.add(Leaf.of("start", PhysicalType.INT64, false));
        nodes.add(Leaf.of("duration", PhysicalType.INT64, false));
        nodes.add(Leaf.text("name", false));
        nodes.add(Leaf.text("service", true));
        nodes.add(Leaf.text("url", true));
        nodes.add(Leaf.of("status_code", PhysicalType.INT64, true));
        for (int i = nodes.size(); i < 60; i++) {
            nodes.add(Leaf.text("attribute." + i, true));
        }
        ParquetSchema schema = new ParquetSchema("spans", nodes);
        List<List<ColumnData>> groups = new ArrayList<>();
        Random random = new Random(1);
        for (int g = 0; g < GROUPS; g++) {
            List<ColumnData> columns = new ArrayList<>();
            for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
                columns.add(column(schema.leaf(leaf), leaf, g, random));
            }
            groups.add(columns);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 << 20);
        measure("encode 60 columns", () -> {
            out.reset();
            try (ParquetWriter writer = new ParquetWriter(out, schema, WriterOptions.DEFAULTS)) {
                for (List<ColumnData> group : groups) {
                    writer.beginRowGroup(GROUP_ROWS);
                    for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
                        writer.column(leaf, group.get(leaf));
                    }
                    writer.endRowGroup();
                }
                return writer.finish();
            }
        });
        byte[] bytes = out.toByteArray();
        RangeReader in = RandomTable.reader(bytes);
        measure(
                "open (footer of 600 chunks)",
                () -> ParquetFile.open(in).rowGroups().size());
        ParquetFile file = ParquetFile.open(in);
        measure("service = one of 30", () -> codes(file, "service", 3));
        measure("name = one of 840", () -> codes(file, "name", 77));
        measure("sparse attribute = one", () -> codes(file, "attribute.20", 3));
        measure("attribute on every row, random, = one", () -> codes(file, "attribute.11", 3));
        measure("trace_id = one", () -> codes(file, "trace_id", 3));
        measure("duration > limit (delta)", () -> longs(file, "duration", 900_000_000, Long.MAX_VALUE));
        measure("start within (delta, page bounds)", () -> longs(file, "start", 200_000_000_000L, 210_000_000_000L));
        measure("status_code >= 500", () -> longs(file, "status_code", 500, Long.MAX_VALUE));
        measure("url contains (plain)", () -> {
            long count = 0;
            for (RowGroup group : file.rowGroups()) {
                RowSet into = new RowSet(GROUP_ROWS);
                group.column(schema.indexOf("url"))
                        .matchTexts((b, o, n) -> b[o + n - 1] == '7', RowSet.all(GROUP_ROWS), into);
                count += into.count();
            }
            return count;
        });
        measure("decode start", () -> {
            long[] into = new long[GROUP_ROWS];
            long sum = 0;
            for (RowGroup group : file.rowGroups()) {
                group.column(schema.indexOf("start")).decodeLongs(0, GROUP_ROWS, into);
                sum += into[77];
            }
            return sum;
        });
        measure("decode service codes", () -> {
            int[] into = new int[GROUP_ROWS];
            long sum = 0;
            for (RowGroup group : file.rowGroups()) {
                group.column(schema.indexOf("service")).decodeCodes(0, GROUP_ROWS, into);
                sum += into[77];
            }
            return sum;
        });
        measure("20 rows, all columns, by cursor", () -> {
            long sum = 0;
            TextSlice slice = new TextSlice();
            for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
                ColumnCursor cursor = file.rowGroups().getFirst().column(leaf).cursor();
                for (int row = 30_000; row < 30_020; row++) {
                    if (leaf == 2 || leaf == 3 || leaf == 7) {
                        sum += cursor.longAt(row);
                    } else if (cursor.textAt(row, slice)) {
                        sum += slice.length();
                    }
                }
            }
            return sum;
        });
    }

    private static long codes(ParquetFile file, String column, int code) throws IOException {
        long count = 0;
        int leaf = file.schema().indexOf(column);
        for (RowGroup group : file.rowGroups()) {
            ColumnChunk chunk = group.column(leaf);
            DictionaryPage dictionary = chunk.dictionary();
            boolean[] wanted = new boolean[dictionary == null ? 0 : dictionary.count()];
            wanted[code] = true;
            RowSet into = new RowSet(GROUP_ROWS);
            chunk.matchCodes(wanted, RowSet.all(GROUP_ROWS), into);
            count += into.count();
        }
        return count;
    }

    private static long longs(ParquetFile file, String column, long min, long max) throws IOException {
        long count = 0;
        int leaf = file.schema().indexOf(column);
        for (RowGroup group : file.rowGroups()) {
            RowSet into = new RowSet(GROUP_ROWS);
            group.column(leaf).matchLongs(min, max, false, RowSet.all(GROUP_ROWS), into);
            count += into.count();
        }
        return count;
    }

    private static ColumnData column(Leaf leaf, int number, int group, Random random) {
        ChunkOptions options = ChunkOptions.DEFAULTS;
        switch (leaf.name()) {
            case "trace_id" -> {
                byte[] ids = new byte[16 * (GROUP_ROWS / 27 + 1)];
                random.nextBytes(ids);
                int[] codes = new int[GROUP_ROWS];
                for (int i = 0; i < GROUP_ROWS; i++) {
                    codes[i] = i / 27;
                }
                Values entries = new Values.Fixed(ids, 16, ids.length / 16);
                return new ColumnData(
                        Presence.ALL, new Values.Dictionary(entries, codes, GROUP_ROWS), options.withBloom());
            }
            case "span_id" -> {
                byte[] ids = new byte[8 * GROUP_ROWS];
                random.nextBytes(ids);
                return new ColumnData(Presence.ALL, new Values.Fixed(ids, 8, GROUP_ROWS), options.uncompressed());
            }
            case "start", "duration" -> {
                long[] values = new long[GROUP_ROWS];
                for (int i = 0; i < GROUP_ROWS; i++) {
                    values[i] = leaf.name().equals("start")
                            ? (group * (long) GROUP_ROWS + i) * 360_000 + random.nextInt(50_000_000)
                            : (long) Math.exp(12 + random.nextGaussian() * 3);
                }
                return new ColumnData(
                        Presence.ALL,
                        new Values.Longs(values, GROUP_ROWS),
                        options.withDelta().withPageMinMax());
            }
            case "url" -> {
                RowSet present = rows(random, 0.15);
                int count = present.count();
                byte[] text = new byte[60 * count];
                int[] offsets = new int[count + 1];
                for (int i = 0; i < count; i++) {
                    byte[] url = ("https://shop.example/cart/" + random.nextInt() + "/item/" + random.nextInt(100_000))
                            .getBytes(StandardCharsets.UTF_8);
                    System.arraycopy(url, 0, text, offsets[i], url.length);
                    offsets[i + 1] = offsets[i] + url.length;
                }
                return new ColumnData(
                        new Presence.Rows(present), new Values.Texts(text, offsets, count), options.withBloom());
            }
            case "status_code" -> {
                RowSet present = rows(random, 0.4);
                int count = present.count();
                int[] codes = new int[count];
                for (int i = 0; i < count; i++) {
                    codes[i] = random.nextInt(20) == 0 ? 1 + random.nextInt(3) : 0;
                }
                Values entries = new Values.Longs(new long[] {200, 404, 500, 503}, 4);
                return new ColumnData(
                        new Presence.Rows(present), new Values.Dictionary(entries, codes, count), options);
            }
            default -> {
                boolean required = !leaf.optional();
                double share = number < 30 ? 1 : number < 45 ? 0.2 : 0.02;
                RowSet present = required ? RowSet.all(GROUP_ROWS) : rows(random, share);
                int count = present.count();
                int distinct = required ? 840 : leaf.name().equals("service") ? 30 : 5 << number % 8;
                int run = number > 12 && number < 30 ? 9 : number % 3 + 1;
                int[] codes = new int[count];
                int code = 0;
                for (int i = 0; i < count; i++) {
                    if (run == 1 || random.nextInt(run) == 0) {
                        code = random.nextInt(distinct);
                    }
                    codes[i] = code;
                }
                byte[] text = new byte[distinct * 12];
                int[] offsets = new int[distinct + 1];
                for (int i = 0; i < distinct; i++) {
                    byte[] entry = ("entry " + i).getBytes(StandardCharsets.UTF_8);
                    System.arraycopy(entry, 0, text, offsets[i], entry.length);
                    offsets[i + 1] = offsets[i] + entry.length;
                }
                Values entries = new Values.Texts(text, offsets, distinct);
                return new ColumnData(
                        required ? Presence.ALL : new Presence.Rows(present),
                        new Values.Dictionary(entries, codes, count),
                        options);
            }
        }
    }

    private static RowSet rows(Random random, double share) {
        RowSet rows = new RowSet(GROUP_ROWS);
        for (int i = 0; i < GROUP_ROWS; i++) {
            if (share == 1 || random.nextDouble() < share) {
                rows.add(i);
            }
        }
        return rows;
    }

    private static void measure(String what, Work work) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] times = new long[ROUNDS];
        long result = 0;
        for (int i = 0; i < ROUNDS * 3; i++) {
            long start = threads.getCurrentThreadCpuTime();
            result = work.run();
            times[i % ROUNDS] = threads.getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(times);
        System.out.printf("%-42s %9.2f ms   (%d)%n", what, times[ROUNDS / 2] / 1e6, result);
    }
}
