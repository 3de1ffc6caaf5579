/// TraceQL text to tree: a hand-written lexer and precedence parser.
///
/// Start at [QueryParser]. The lexer is pulled token by token, so that nothing behind the first mistake is read; the
/// work is linear in the length of the text and the depth is bounded. Every mistake is a [TraceQlException] that points
/// at a character; what it says is written in [Explanations]. Types are not looked at here: that is `check`.
@NullMarked
package dev.vivace.traceql.parse;

import org.jspecify.annotations.NullMarked;
