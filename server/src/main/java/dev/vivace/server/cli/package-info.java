/// The command line: what a person types and reads.
///
/// Start at [Vivace], which has `main`. One class per command; `query` and `trace` talk to a running server through its
/// public API only. A mistake of the user is a [dev.vivace.server.UserError], shown as a message and a hint. Exit
/// codes:
/// 0 it worked, 1 nothing was found or it failed, 2 the command line is wrong.
@NullMarked
package dev.vivace.server.cli;

import org.jspecify.annotations.NullMarked;
