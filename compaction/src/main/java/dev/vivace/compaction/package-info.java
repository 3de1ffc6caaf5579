/// What becomes of blocks once they are stored: so far, how long they are kept.
///
/// Start at [Retention], which takes blocks away in two steps: first nobody is shown them any more, later their data
/// goes. It knows of running questions only that they hold blocks for a while. Blocks are written elsewhere, shown
/// elsewhere: through [ShownBlocks] this room says which are not to be shown any more.
@NullMarked
package dev.vivace.compaction;

import org.jspecify.annotations.NullMarked;
