/// Opens blocks: row groups as tables for the query engine, and traces as spans.
///
/// Start at [Block]. Predicates run on dictionary codes and encoded pages; values are decoded only for the rows that a
/// result shows.
@NullMarked
package dev.vivace.block.read;

import org.jspecify.annotations.NullMarked;
