/// What things cost: JMH benchmarks of the hot rooms, and a harness that loads a whole server.
///
/// Start at `bench/run`, which says how to run which. Figures worth keeping go to `docs/benchmarks.md`, with machine,
/// JDK, command and date.
@NullMarked
package dev.vivace.bench;

import org.jspecify.annotations.NullMarked;
