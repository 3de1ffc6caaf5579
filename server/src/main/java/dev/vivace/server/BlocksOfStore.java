package dev.vivace.server;

import dev.vivace.block.meta.BlockMeta;
import dev.vivace.compaction.ShownBlocks;
import dev.vivace.ingest.store.SpanStore;
import dev.vivace.model.TenantId;
import java.util.List;
import java.util.Set;

/// The blocks a store shows, as the room that ends their lives sees them. Thread-safe.
///
/// @param store whose blocks
record BlocksOfStore(SpanStore store) implements ShownBlocks {

    @Override
    public List<TenantId> tenants() {
        return store.tenants();
    }

    @Override
    public List<BlockMeta> blocks(TenantId tenant) {
        return store.blocks(tenant);
    }

    @Override
    public void letGo(TenantId tenant, Set<String> blockIds) {
        store.letGo(tenant, blockIds);
    }
}
