/// The answers of a search, as the query engine produces and the wire prints them.
@NullMarked
package dev.vivace.model.search;

import org.jspecify.annotations.NullMarked;
