/// The server as its users meet it: a process of its own, real ports, real clients.
///
/// Start at [ServerUnderTest], then [Conversation] for what the tests say to it. Data that others made is read by
/// [ConformanceData] and [RealTraces]; [SentSpan] is how what was sent and what came back are compared. What
/// people wrote down about such servers is run by [UsersDocumentsIT]. Nothing here calls into a room, but for that
/// suite, which asks the reader of configurations directly.
@NullMarked
package dev.vivace.it;

import org.jspecify.annotations.NullMarked;
