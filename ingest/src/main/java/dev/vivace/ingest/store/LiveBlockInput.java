package dev.vivace.ingest.store;

import dev.vivace.block.schema.AttributeType;
import dev.vivace.block.write.AttributeEntries;
import dev.vivace.block.write.BlockInput;
import dev.vivace.block.write.CodedTexts;
import dev.vivace.block.write.NestedInput;
import dev.vivace.block.write.TextDictionary;
import dev.vivace.live.LiveColumn;
import dev.vivace.live.LiveDictionary;
import dev.vivace.live.LiveNestedRows;
import dev.vivace.live.LiveRows;
import dev.vivace.live.ValueType;
import dev.vivace.model.InstrumentationScope;
import dev.vivace.model.Resource;
import dev.vivace.model.TraceId;
import dev.vivace.wire.otlp.OtlpObjects;
import dev.vivace.wire.value.ValueJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Shows the rows that leave a live table as a block's writer wants them. Columns pass from one to the other;
/// only composite values are decoded, each distinct one once.
final class LiveBlockInput {

    private LiveBlockInput() {}

    static BlockInput of(LiveRows rows) {
        long[] highs = new long[rows.traceCount()];
        long[] lows = new long[rows.traceCount()];
        for (int trace = 0; trace < highs.length; trace++) {
            TraceId id = rows.traceId(trace);
            highs[trace] = id.high();
            lows[trace] = id.low();
        }
        List<Resource> resources = new ArrayList<>(rows.resourceCount());
        for (int code = 0; code < rows.resourceCount(); code++) {
            resources.add(rows.resource(code));
        }
        List<InstrumentationScope> scopes = new ArrayList<>(rows.scopeCount());
        for (int code = 0; code < rows.scopeCount(); code++) {
            scopes.add(rows.scope(code));
        }
        return new BlockInput(
                rows.traceOffsets(),
                highs,
                lows,
                rows.spanIds(),
                rows.parentSpanIds(),
                rows.depths(),
                rows.subtreeSizes(),
                rows.places(),
                rows.starts(),
                rows.ends(),
                new CodedTexts(rows.nameCodes(), new Texts(rows.names())),
                rows.kinds(),
                rows.statusCodes(),
                withoutEmpty(rows.statusMessageCodes(), rows.statusMessages()),
                sparse(rows.traceStates(), rows.count()),
                rows.flags(),
                rows.droppedAttributesCounts(),
                rows.droppedEventsCounts(),
                rows.droppedLinksCounts(),
                rows.resourceCodes(),
                resources,
                rows.scopeCodes(),
                scopes,
                entries(rows.spanColumns()),
                events(rows.events(), rows.count()),
                links(rows.links(), rows.count()));
    }

    /// Blocks do not store empty strings that mean absence.
    private static CodedTexts withoutEmpty(int[] codes, LiveDictionary dictionary) {
        for (int i = 0; i < codes.length; i++) {
            if (dictionary.length(codes[i]) == 0) {
                codes[i] = -1;
            }
        }
        return new CodedTexts(codes, new Texts(dictionary));
    }

    private static CodedTexts sparse(LiveColumn column, int rows) {
        int[] positions = new int[column.entryCount()];
        int[] codes = new int[column.entryCount()];
        column.readCodes(positions, codes);
        int[] byRow = new int[rows];
        Arrays.fill(byRow, -1);
        for (int i = 0; i < positions.length; i++) {
            byRow[positions[i]] = codes[i];
        }
        return new CodedTexts(byRow, new Texts(column.dictionary()));
    }

    private static List<AttributeEntries> entries(List<LiveColumn> columns) {
        List<AttributeEntries> result = new ArrayList<>(columns.size());
        for (LiveColumn column : columns) {
            result.add(entries(column));
        }
        return result;
    }

    private static AttributeEntries entries(LiveColumn column) {
        int count = column.entryCount();
        int[] positions = new int[count];
        long[] values = new long[count];
        boolean coded = column.type() == ValueType.TEXT || column.type() == ValueType.COMPOSITE;
        if (!coded) {
            column.readNumbers(positions, values);
            return new AttributeEntries(column.key(), type(column.type()), count, positions, values, null);
        }
        int[] codes = new int[count];
        column.readCodes(positions, codes);
        for (int i = 0; i < count; i++) {
            values[i] = codes[i];
        }
        TextDictionary dictionary =
                column.type() == ValueType.TEXT ? new Texts(column.dictionary()) : new Composites(column.dictionary());
        return new AttributeEntries(column.key(), type(column.type()), count, positions, values, dictionary);
    }

    private static AttributeType type(ValueType type) {
        return switch (type) {
            case TEXT -> AttributeType.TEXT;
            case INT -> AttributeType.INT;
            case REAL -> AttributeType.DOUBLE;
            case BOOL -> AttributeType.BOOLEAN;
            case COMPOSITE -> AttributeType.JSON;
        };
    }

    private static int[] firstElements(int[] spanPositions, int rows) {
        int[] first = new int[rows + 1];
        for (int position : spanPositions) {
            first[position + 1]++;
        }
        for (int row = 0; row < rows; row++) {
            first[row + 1] += first[row];
        }
        return first;
    }

    private static NestedInput events(LiveNestedRows events, int rows) {
        return new NestedInput(
                firstElements(events.spanPositions(), rows),
                events.epochNanos(),
                withoutEmpty(events.nameCodes(), events.names()),
                null,
                null,
                null,
                null,
                null,
                events.droppedAttributesCounts(),
                entries(events.columns()));
    }

    private static NestedInput links(LiveNestedRows links, int rows) {
        return new NestedInput(
                firstElements(links.spanPositions(), rows),
                null,
                null,
                links.traceIdHighs(),
                links.traceIdLows(),
                links.spanIds(),
                withoutEmpty(links.traceStateCodes(), links.traceStates()),
                links.flags(),
                links.droppedAttributesCounts(),
                entries(links.columns()));
    }

    private record Texts(LiveDictionary dictionary) implements TextDictionary {
        @Override
        public int count() {
            return dictionary.size();
        }

        @Override
        public int lengthBytes(int code) {
            return dictionary.length(code);
        }

        @Override
        public void copy(int code, byte[] into, int offset) {
            System.arraycopy(dictionary.array(code), dictionary.offset(code), into, offset, dictionary.length(code));
        }
    }

    /// `AnyValue` messages as JSON text. Keeps the first texts, [#MOST_KEPT_BYTES] of them, and the last one.
    private static final class Composites implements TextDictionary {
        private static final int MOST_KEPT_BYTES = 4 << 20;

        private final LiveDictionary dictionary;
        private final Map<Integer, byte[]> kept = new HashMap<>();
        private int keptBytes;
        private int lastCode = -1;
        private byte[] last = {};

        Composites(LiveDictionary dictionary) {
            this.dictionary = dictionary;
        }

        @Override
        public int count() {
            return dictionary.size();
        }

        @Override
        public int roughBytes(int code) {
            return dictionary.length(code);
        }

        @Override
        public int lengthBytes(int code) {
            return text(code).length;
        }

        @Override
        public void copy(int code, byte[] into, int offset) {
            byte[] text = text(code);
            System.arraycopy(text, 0, into, offset, text.length);
        }

        private byte[] text(int code) {
            if (code == lastCode) {
                return last;
            }
            byte[] text = kept.get(code);
            if (text == null) {
                text = ValueJson.write(
                        OtlpObjects.value(dictionary.array(code), dictionary.offset(code), dictionary.length(code)));
                if (keptBytes + text.length <= MOST_KEPT_BYTES) {
                    keptBytes += text.length;
                    kept.put(code, text);
                }
            }
            lastCode = code;
            last = text;
            return text;
        }
    }
}
