/// What differs between two traces, as every format tells it. Values only.
@NullMarked
package dev.vivace.model.diff;

import org.jspecify.annotations.NullMarked;
