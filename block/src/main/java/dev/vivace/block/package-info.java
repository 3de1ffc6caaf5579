/// Blocks: immutable sets of whole traces, one plain Parquet file each, and a small meta beside it that is written
/// last.
///
/// `schema` names the columns and says which attributes have one; `write` makes a block from rows in columns; `read`
/// opens it again as tables for the query engine; `meta` says which blocks there are. Columns in, columns out: nothing
/// here knows of live tables or of HTTP. The file is described for people in `docs/formats/block.md`.
@NullMarked
package dev.vivace.block;

import org.jspecify.annotations.NullMarked;
