/// What a store of spans must offer to be searched, and nothing about how it keeps them.
///
/// Start at [SpanTable]: columns of whole traces. A row group of a block is one, a snapshot of a live table is one, and
/// [ListSpanTable] makes one from plain spans. [SpanSource] is all the tables of a tenant.
@NullMarked
package dev.vivace.traceql.source;

import org.jspecify.annotations.NullMarked;
