package dev.vivace.block.meta;

import dev.vivace.block.read.Block;
import dev.vivace.block.schema.BlockColumns;
import dev.vivace.block.write.BlockInput;
import dev.vivace.block.write.BlockWriter;
import dev.vivace.model.TenantId;
import dev.vivace.model.TraceId;
import dev.vivace.objectstore.NoSuchObjectException;
import dev.vivace.objectstore.ObjectExistsException;
import dev.vivace.objectstore.ObjectStore;
import dev.vivace.objectstore.ObjectStore.PutMode;
import dev.vivace.objectstore.ObjectUpload;
import dev.vivace.parquet.RangeReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The blocks of all tenants in an object store, under `<tenant>/<block id>/`: `data.parquet`, then `meta.json`.
/// Thread-safe.
public final class BlockStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(BlockStore.class);
    private static final String DATA = "data.parquet";
    private static final String META = "meta.json";
    private static final int PAGE = 1000;

    private final ObjectStore objects;
    private final BlockWriter writer;
    private final BlockId ids;
    private final Clock clock;

    public BlockStore(ObjectStore objects, BlockWriter.Options options, Clock clock) {
        this.objects = objects;
        this.writer = new BlockWriter(options);
        this.ids = new BlockId(clock);
        this.clock = clock;
    }

    /// Writes a block; it exists once this returns.
    ///
    /// @throws IOException if it could not be written; then it is taken away again as far as the store lets
    ///     us, for a put may have happened although it failed
    public BlockMeta write(TenantId tenant, BlockInput input, List<TraceId> splitTraces) throws IOException {
        String id = ids.next();
        String folder = tenant.name() + "/" + id + "/";
        try {
            return write(tenant, id, folder, input, splitTraces);
        } catch (ObjectExistsException e) {
            // somebody else's
            throw e;
        } catch (IOException e) {
            try {
                // in this order: a meta without data would be a broken block
                objects.delete(folder + META);
                objects.delete(folder + DATA);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private BlockMeta write(TenantId tenant, String id, String folder, BlockInput input, List<TraceId> splitTraces)
            throws IOException {
        long size;
        try (ObjectUpload upload = objects.upload(folder + DATA, PutMode.IF_ABSENT)) {
            OutputStream out = new BufferedOutputStream(upload, 1 << 16);
            size = writer.write(input, out);
            out.flush();
            upload.commit();
        }
        BlockMeta meta = new BlockMeta(
                BlockColumns.FORMAT_VERSION,
                id,
                tenant,
                clock.millis(),
                input.rowCount(),
                input.traceCount(),
                size,
                writer.rowGroupMetas(input),
                splitTraces);
        objects.put(folder + META, BlockMetaJson.write(meta), PutMode.IF_ABSENT);
        return meta;
    }

    /// Opens a block for reading.
    public Block open(BlockMeta meta) throws IOException {
        String key = meta.tenant().name() + "/" + meta.blockId() + "/" + DATA;
        return Block.open(new RangeReader() {
            @Override
            public byte[] read(long offset, int length) throws IOException {
                return objects.read(key, offset, length);
            }

            @Override
            public void read(long offset, byte[] into, int length) throws IOException {
                objects.read(key, offset, ByteBuffer.wrap(into, 0, length));
            }

            @Override
            public long size() {
                return meta.sizeBytes();
            }
        });
    }

    /// Tenants that have or had blocks.
    public List<TenantId> tenants() throws IOException {
        List<TenantId> tenants = new ArrayList<>();
        for (String folder : folders("")) {
            try {
                tenants.add(new TenantId(folder.substring(0, folder.length() - 1)));
            } catch (IllegalArgumentException e) {
                LOGGER.warn("folder '{}' of the object store is no tenant's: {}; left alone", folder, e.getMessage());
            }
        }
        return tenants;
    }

    /// The blocks of a tenant, oldest first. Folders without a meta are blocks that were never finished and are passed
    /// over; a meta that cannot be read is reported and passed over.
    public List<BlockMeta> list(TenantId tenant) throws IOException {
        List<BlockMeta> metas = new ArrayList<>();
        for (String folder : folders(tenant.name() + "/")) {
            try {
                int size = Math.toIntExact(objects.head(folder + META).sizeBytes());
                metas.add(BlockMetaJson.read(objects.read(folder + META, 0, size), folder + META));
            } catch (NoSuchObjectException e) {
                LOGGER.info("folder '{}' has no {}: a block that was not finished; passed over", folder, META);
            } catch (IOException e) {
                LOGGER.error("block in '{}' cannot be used: {}", folder, e.getMessage(), e);
            }
        }
        return metas;
    }

    private List<String> folders(String prefix) throws IOException {
        List<String> folders = new ArrayList<>();
        String after = "";
        while (true) {
            List<String> page = objects.listFolders(prefix, after, PAGE);
            folders.addAll(page);
            if (page.size() < PAGE) {
                return folders;
            }
            after = page.getLast();
        }
    }
}
