/// Tests of the encodings, on arrays without a file around them.
@NullMarked
package dev.vivace.parquet.encoding;

import org.jspecify.annotations.NullMarked;
