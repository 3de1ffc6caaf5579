/// What live tables are built from: columns and dictionaries that only grow, and readers that never wait.
///
/// Start at [IntChunks], then [Dictionary]. One writer appends; any number of readers look at a prefix that was
/// published to them. Nothing is ever moved under a reader's eyes: chunks are added, and the array that lists them
/// is replaced. [Stage] lets the writer take back what it appended since the last mark. Knows no spans.
@NullMarked
package dev.vivace.live.chunk;

import org.jspecify.annotations.NullMarked;
