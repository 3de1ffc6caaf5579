package dev.vivace.ingest.store;

import dev.vivace.block.meta.BlockMeta;
import dev.vivace.block.meta.BlockStore;
import dev.vivace.block.read.Block;
import java.io.IOException;
import java.lang.ref.SoftReference;

/// A block of the blocklist, opened when first read and kept open while memory lasts. Thread-safe.
final class StoredBlock {

    private final BlockStore store;
    private final BlockMeta meta;
    private SoftReference<Block> opened = new SoftReference<>(null);

    StoredBlock(BlockStore store, BlockMeta meta) {
        this.store = store;
        this.meta = meta;
    }

    BlockMeta meta() {
        return meta;
    }

    synchronized Block open() throws IOException {
        Block block = opened.get();
        if (block == null) {
            block = store.open(meta);
            opened = new SoftReference<>(block);
        }
        return block;
    }
}
