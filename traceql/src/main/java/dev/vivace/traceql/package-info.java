/// TraceQL: query text to result, over a source of spans this room defines itself.
///
/// `ast` is the tree, `parse` makes it from text, `check` refuses what has no meaning, `source` says what a table of
/// spans must offer, `eval` runs a checked query over such tables. Nothing here knows how or where spans are kept.
@NullMarked
package dev.vivace.traceql;

import org.jspecify.annotations.NullMarked;
