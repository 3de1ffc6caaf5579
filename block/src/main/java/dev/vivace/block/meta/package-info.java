/// Which blocks a tenant has: a small JSON object per block, written last, so that a block without meta does not exist.
///
/// Start at [BlockStore].
@NullMarked
package dev.vivace.block.meta;

import org.jspecify.annotations.NullMarked;
