/// Live tables: the spans that are in no block yet, in memory, as columns.
///
/// Start at [LiveTable]. Spans come in from the OTLP decoder through an [Appender], straight from the wire bytes;
/// queries read a [LiveSnapshot]; whole traces leave through a [LiveCut] to the block writer, and what stays moves
/// to
/// the next table. Nothing here touches a file: after a crash the span log is replayed into an empty table. One
/// thread at a time writes; readers never wait for it.
@NullMarked
package dev.vivace.live;

import org.jspecify.annotations.NullMarked;
