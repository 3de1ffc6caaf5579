/// Objects under keys: put, put-if-absent, positional read, list, delete. What is in them is nobody's business here.
///
/// Start at [ObjectStore], the seam, which also says what a key is. [DirectoryObjectStore] keeps objects as files,
/// [InMemoryObjectStore] in memory; cloud stores come behind the same contract suite, `ObjectStoreContract` in this
/// module's test jar. Nothing here knows blocks, tenants or Parquet.
@NullMarked
package dev.vivace.objectstore;

import org.jspecify.annotations.NullMarked;
