/// For tests of other rooms only: an object store that fails when told to. It lies on the main class path because that
/// is the simplest thing to depend on; no production code may use it.
///
/// Start at [FaultyObjectStore].
@NullMarked
package dev.vivace.objectstore.testing;

import org.jspecify.annotations.NullMarked;
