/// Bits and bytes of Parquet's encodings, over plain arrays: the RLE / bit-packing hybrid, DELTA_BINARY_PACKED,
/// split-block bloom filters, and the pools of zstd contexts.
///
/// Start at [HybridDecoder]. Decoders trust nothing they read: bytes that make no sense end in a
/// [MalformedBytesException] or an `IndexOutOfBoundsException`, and never in a long loop or a large array; the room
/// above turns both into an error that says where in the file. No I/O, no schema, nothing of Parquet's metadata.
@NullMarked
package dev.vivace.parquet.encoding;

import org.jspecify.annotations.NullMarked;
