/// The span log: what clients sent, durable before anyone hears yes, until a block holds it.
///
/// Start at [SpanLog], the seam, then [LocalSpanLog]: segment files in one directory, written by one thread in groups
/// with one fsync per group. Bytes are laid out as [SegmentWriter] says; [SegmentReader] finds them again past damage.
/// Payloads are opaque here: nothing in this room decodes a span, and nothing outside it touches a segment file.
@NullMarked
package dev.vivace.log;

import org.jspecify.annotations.NullMarked;
