/// How a span becomes columns: the fixed ones, and one per attribute key and type that is frequent enough.
///
/// Start at [BlockColumns] for the names and at [Catalogue] for which attribute is where.
@NullMarked
package dev.vivace.block.schema;

import org.jspecify.annotations.NullMarked;
