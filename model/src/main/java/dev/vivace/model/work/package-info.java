/// What a question costs: the leave to go on that bounds it, and the counts of what it read and did not have to read.
///
/// Start at [QueryWork], which is bound to the thread that answers. Rooms that read count there and need not know who
/// asks; nothing is counted, and nothing bounded, where no question is being answered.
@NullMarked
package dev.vivace.model.work;

import org.jspecify.annotations.NullMarked;
