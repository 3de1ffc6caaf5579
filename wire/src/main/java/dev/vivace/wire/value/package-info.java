/// Attribute values as text, for columns that hold values of any kind and for people who open a block with other tools.
///
/// Start at [ValueJson].
@NullMarked
package dev.vivace.wire.value;

import org.jspecify.annotations.NullMarked;
