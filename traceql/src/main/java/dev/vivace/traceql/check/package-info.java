/// Refuses trees that have no meaning, and turns the rest into what evaluation sees.
///
/// Start at [Checker], which validates; [Desugaring] replaces Vivace's shorthands by plain trees, and [Folding]
/// computes
/// what is constant. Nothing here reads query text or spans.
@NullMarked
package dev.vivace.traceql.check;

import org.jspecify.annotations.NullMarked;
