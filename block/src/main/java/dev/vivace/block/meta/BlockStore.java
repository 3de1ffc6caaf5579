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
import dev.vivace.objectstore.StoredObject;
import dev.vivace.parquet.RangeReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The blocks of all tenants in an object store, under `<tenant>/<block id>/`: `data.parquet`, then `meta.json`.
/// Thread-safe.
///
/// A block ends in two parts. [#retire] puts `meta.compacted.json` beside its meta and takes the meta away:
/// whoever lists blocks does not see it any more, who reads it goes on. [#delete] takes the data, and the
/// marker last. After a crash between any two of these steps the marker is there, and says what is left to do.
public final class BlockStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(BlockStore.class);
    private static final String DATA = "data.parquet";
    private static final String META = "meta.json";
    private static final String RETIRED = "meta.compacted.json";
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
        String key = folder(meta) + DATA;
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
    /// over, and so are retired ones; a meta that cannot be read is reported and passed over.
    public List<BlockMeta> list(TenantId tenant) throws IOException {
        List<BlockMeta> metas = new ArrayList<>();
        for (Folder folder : blockFolders(tenant)) {
            if (folder.retired() != null) {
                continue;
            }
            StoredObject meta = folder.meta();
            if (meta == null) {
                LOGGER.info("folder '{}' has no {}: a block that was not finished; passed over", folder.path(), META);
                continue;
            }
            try {
                metas.add(BlockMetaJson.read(read(meta), meta.key()));
            } catch (NoSuchObjectException e) {
                LOGGER.info("block in '{}' went while blocks were being listed", folder.path());
            } catch (IOException e) {
                LOGGER.error("block in '{}' cannot be used: {}", folder.path(), e.getMessage(), e);
            }
        }
        return metas;
    }

    /// Has nobody see a block any more who lists blocks from now on. Its data stays for those who read it.
    /// Retiring a block twice is fine.
    ///
    /// @throws IOException if that could not be finished: the block may or may not be listed still
    public RetiredBlock retire(BlockMeta meta) throws IOException {
        RetiredBlock retired = new RetiredBlock(meta, clock.millis());
        String folder = folder(meta);
        objects.put(folder + RETIRED, BlockMetaJson.writeRetired(retired), PutMode.OVERWRITE);
        objects.delete(folder + META);
        return retired;
    }

    /// The retired blocks of a tenant whose data was not deleted yet, or not all of it, oldest first. A marker that
    /// cannot be read is reported and passed over.
    public List<RetiredBlock> retired(TenantId tenant) throws IOException {
        List<RetiredBlock> blocks = new ArrayList<>();
        for (Folder folder : blockFolders(tenant)) {
            StoredObject marker = folder.retired();
            if (marker == null) {
                continue;
            }
            try {
                blocks.add(BlockMetaJson.readRetired(read(marker), marker.key()));
            } catch (IOException e) {
                LOGGER.error("the data in '{}' is not deleted: {}", folder.path(), e.getMessage(), e);
            }
        }
        return blocks;
    }

    /// Deletes the data of a retired block. Deleting it twice is fine.
    ///
    /// @throws IOException if something of it may be left; then [#retired] names it still
    public void delete(RetiredBlock block) throws IOException {
        String folder = folder(block.meta());
        objects.delete(folder + META); // a crash may have come before it went
        objects.delete(folder + DATA);
        objects.delete(folder + RETIRED);
    }

    /// Deletes the data of blocks that were never finished: it is there, their meta is not, because their writer was
    /// ended in between. Their spans came again from the span log.
    ///
    /// @param begunBefore blocks begun later may be about to be finished, by whoever writes here
    /// @return how many there were
    public int deleteUnfinished(TenantId tenant, Instant begunBefore) throws IOException {
        int deleted = 0;
        for (Folder folder : blockFolders(tenant)) {
            String path = folder.path();
            long begun = BlockId.epochMillis(path.substring(tenant.name().length() + 1, path.length() - 1));
            boolean unfinished = folder.hasData() && folder.meta() == null && folder.retired() == null;
            if (unfinished && begun >= 0 && begun < begunBefore.toEpochMilli()) {
                objects.delete(path + DATA);
                deleted++;
            }
        }
        return deleted;
    }

    private static String folder(BlockMeta meta) {
        return meta.tenant().name() + "/" + meta.blockId() + "/";
    }

    private byte[] read(StoredObject object) throws IOException {
        return objects.read(object.key(), 0, Math.toIntExact(object.sizeBytes()));
    }

    /// What of a block there is.
    private record Folder(
            String path,
            boolean hasData,
            @Nullable StoredObject meta,
            @Nullable StoredObject retired) {}

    /// In the order of their paths.
    private List<Folder> blockFolders(TenantId tenant) throws IOException {
        SequencedMap<String, Folder> folders = new LinkedHashMap<>();
        String after = "";
        List<StoredObject> page;
        do {
            page = objects.list(tenant.name() + "/", after, PAGE);
            for (StoredObject object : page) {
                String key = object.key();
                int slash = key.lastIndexOf('/') + 1;
                String path = key.substring(0, slash);
                Folder before = folders.getOrDefault(path, new Folder(path, false, null, null));
                switch (key.substring(slash)) {
                    case DATA -> folders.put(path, new Folder(path, true, before.meta(), before.retired()));
                    case META -> folders.put(path, new Folder(path, before.hasData(), object, before.retired()));
                    case RETIRED -> folders.put(path, new Folder(path, before.hasData(), before.meta(), object));
                    default -> folders.put(path, before);
                }
                after = key;
            }
        } while (page.size() == PAGE);
        return List.copyOf(folders.sequencedValues());
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
