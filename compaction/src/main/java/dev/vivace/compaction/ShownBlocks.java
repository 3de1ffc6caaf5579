package dev.vivace.compaction;

import dev.vivace.block.meta.BlockMeta;
import dev.vivace.model.TenantId;
import java.util.List;
import java.util.Set;

/// The blocks that questions are answered from. Thread-safe.
public interface ShownBlocks {

    /// Whoever has such blocks, and perhaps others.
    List<TenantId> tenants();

    List<BlockMeta> blocks(TenantId tenant);

    /// Shows these blocks to no question that begins from now on. Those under way may go on with them.
    void letGo(TenantId tenant, Set<String> blockIds);
}
