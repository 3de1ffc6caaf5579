/// Parquet's metadata as Thrift structures: footer, page headers, page index, bloom filter header.
///
/// Start at [Footer]. The structures hold what the file says, as numbers and bytes; what they mean is decided one room
/// up. Fields that nobody asks for are skipped, not kept. A reader here never allocates more than the bytes it is given
/// can fill, and ends in a [dev.vivace.parquet.encoding.MalformedBytesException] where they make no sense.
///
/// @see <a
/// href="https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift">parquet.thrift</a>
@NullMarked
package dev.vivace.parquet.format;

import org.jspecify.annotations.NullMarked;
