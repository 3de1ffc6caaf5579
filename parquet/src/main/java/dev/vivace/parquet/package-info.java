/// Parquet files, both ways: schema, column chunks, pages, footers. Knows no spans.
///
/// Writing starts at [ParquetWriter], which takes whole columns ([ColumnData]); reading starts at [ParquetFile], whose
/// [ColumnChunk]s answer questions about all rows at once ([ColumnScan]) or about one row ([ColumnCursor]).
/// `encoding` holds the bit-level codecs and `format` the Thrift structures; neither is meant for other rooms.
///
/// What is written is plain Parquet that any engine opens. What is read is what is written here, and files of others
/// that stay within the same parts of the specification; both lists are on the two classes named above.
/// Nothing here opens a file or a socket: bytes leave through an `OutputStream` and come in through a [RangeReader].
/// Values are primitive arrays and bitmaps; no object per value comes in.
///
/// @see <a href="https://github.com/apache/parquet-format">the Parquet format</a>
@NullMarked
package dev.vivace.parquet;

import org.jspecify.annotations.NullMarked;
