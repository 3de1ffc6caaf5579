package dev.vivace.block.meta;

import dev.vivace.block.schema.RowGroupMeta;
import dev.vivace.model.TenantId;
import dev.vivace.model.TraceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// `meta.json`. Unknown members are skipped, so that later versions can add some.
final class BlockMetaJson {

    private static final JsonFactory JSON = new JsonFactory();

    private static final String RETIRED = "retired_unix_milli";

    private BlockMetaJson() {}

    static byte[] write(BlockMeta meta) {
        return write(meta, null);
    }

    /// The meta of a block that readers have let go of.
    static byte[] writeRetired(RetiredBlock block) {
        return write(block.meta(), block.retiredEpochMillis());
    }

    private static byte[] write(BlockMeta meta, @Nullable Long retiredEpochMillis) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("format_version", meta.formatVersion());
            json.writeStringProperty("block_id", meta.blockId());
            json.writeStringProperty("tenant", meta.tenant().name());
            json.writeNumberProperty("created_unix_milli", meta.createdEpochMillis());
            if (retiredEpochMillis != null) {
                json.writeNumberProperty(RETIRED, retiredEpochMillis);
            }
            json.writeNumberProperty("spans", meta.spans());
            json.writeNumberProperty("traces", meta.traces());
            json.writeNumberProperty("size_bytes", meta.sizeBytes());
            json.writeArrayPropertyStart("row_groups");
            for (RowGroupMeta group : meta.rowGroups()) {
                json.writeStartObject();
                json.writeNumberProperty("rows", group.rows());
                json.writeName("earliest_start_unix_nano");
                json.writeNumber(unsigned(group.earliestStartEpochNanos()));
                json.writeName("latest_start_unix_nano");
                json.writeNumber(unsigned(group.latestStartEpochNanos()));
                json.writeName("latest_end_unix_nano");
                json.writeNumber(unsigned(group.latestEndEpochNanos()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("split_traces");
            for (TraceId trace : meta.splitTraces()) {
                json.writeString(trace.toHex());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static BigInteger unsigned(long number) {
        return new BigInteger(Long.toUnsignedString(number));
    }

    static BlockMeta read(byte[] bytes, String key) throws IOException {
        return readRetired(bytes, key).meta();
    }

    /// A meta without the time counts as retired at the beginning of time.
    static RetiredBlock readRetired(byte[] bytes, String key) throws IOException {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            return read(json);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("block meta '" + key + "' cannot be read: " + e.getMessage(), e);
        }
    }

    private static RetiredBlock read(JsonParser json) {
        int version = 0;
        String blockId = "";
        String tenant = "";
        long created = 0;
        long retired = 0;
        long spans = 0;
        long traces = 0;
        long size = 0;
        List<RowGroupMeta> groups = new ArrayList<>();
        List<TraceId> split = new ArrayList<>();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("no JSON object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "format_version" -> version = json.getIntValue();
                case "block_id" -> blockId = json.getString();
                case "tenant" -> tenant = json.getString();
                case "created_unix_milli" -> created = json.getLongValue();
                case RETIRED -> retired = json.getLongValue();
                case "spans" -> spans = json.getLongValue();
                case "traces" -> traces = json.getLongValue();
                case "size_bytes" -> size = json.getLongValue();
                case "row_groups" -> {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        groups.add(rowGroup(json));
                    }
                }
                case "split_traces" -> {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        split.add(TraceId.parse(json.getString()));
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new RetiredBlock(
                new BlockMeta(version, blockId, new TenantId(tenant), created, spans, traces, size, groups, split),
                retired);
    }

    private static RowGroupMeta rowGroup(JsonParser json) {
        int rows = 0;
        long earliest = 0;
        long latest = 0;
        long end = 0;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "rows" -> rows = json.getIntValue();
                case "earliest_start_unix_nano" ->
                    earliest = json.getBigIntegerValue().longValue();
                case "latest_start_unix_nano" ->
                    latest = json.getBigIntegerValue().longValue();
                case "latest_end_unix_nano" -> end = json.getBigIntegerValue().longValue();
                default -> json.skipChildren();
            }
        }
        return new RowGroupMeta(rows, earliest, latest, end);
    }
}
