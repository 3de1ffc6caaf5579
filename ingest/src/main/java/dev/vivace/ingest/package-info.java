/// The write path, in order: `receive` (a protocol's door), admission, the span log, the live table, and from there
/// to blocks.
///
/// Start at [SpanIntake]. Bytes are understood in `wire`, kept in `log`, `live` and `block`; here they are passed
/// on in the order that makes an answer true: nobody hears yes before the log is on disk.
@NullMarked
package dev.vivace.ingest;

import org.jspecify.annotations.NullMarked;
