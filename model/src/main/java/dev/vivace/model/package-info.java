/// The vocabulary every other room speaks: identities, attribute values, spans and traces as objects, time ranges,
/// row sets, and the answers of a search.
///
/// Start at [Span]. Objects here are for cold paths (a trace that is answered, a result row); spans at rest and in
/// motion are columns, see `live` and `block`. No I/O, no dependencies.
@NullMarked
package dev.vivace.model;

import org.jspecify.annotations.NullMarked;
