/// TraceQL as a tree: records and sealed types, immutable, without positions beyond what an error needs.
///
/// Start at [Query]. Printing a tree gives TraceQL's canonical text, and parsing that text gives an equal tree.
@NullMarked
package dev.vivace.traceql.ast;

import org.jspecify.annotations.NullMarked;
