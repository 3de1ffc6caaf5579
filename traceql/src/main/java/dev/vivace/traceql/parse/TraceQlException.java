package dev.vivace.traceql.parse;

import org.jspecify.annotations.Nullable;

/// A query that cannot be run, and where it goes wrong. Always the caller's mistake, never ours. Immutable.
///
/// The message of a parse error reads `parse error at line 1, col 3: problem (remedy)`, that of any other
/// `problem at 1:3 (remedy)`.
public final class TraceQlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String problem;
    private final @Nullable String remedy;
    private final int offset;
    private final int line;
    private final int column;

    /// What is wrong with the query.
    public enum Kind {
        /// It is not TraceQL.
        PARSE,
        /// It is TraceQL without a meaning, such as `name = 5`.
        VALIDATION,
        /// It is TraceQL that nobody evaluates yet, such as `count() > avg(duration)`.
        UNSUPPORTED
    }

    /// @param remedy what to write instead, or what was expected; null if there is nothing to add
    public TraceQlException(Kind kind, String problem, @Nullable String remedy, Position position) {
        // No stack trace: the message says where the mistake is, and Vivace's dialect may try three times.
        super(message(kind, problem, remedy, position), null, false, false);
        this.kind = kind;
        this.problem = problem;
        this.remedy = remedy;
        offset = position.offset();
        line = position.line();
        column = position.column();
    }

    private TraceQlException(String prefix, TraceQlException cause) {
        super(prefix + ": " + cause.getMessage(), cause, false, false);
        kind = cause.kind;
        problem = cause.problem;
        remedy = cause.remedy;
        offset = cause.offset;
        line = cause.line;
        column = cause.column;
    }

    /// The same mistake, its message led by what was being read: `prefix: message`.
    public TraceQlException of(String prefix) {
        return new TraceQlException(prefix, this);
    }

    public Kind kind() {
        return kind;
    }

    /// What is wrong, without place and remedy.
    public String problem() {
        return problem;
    }

    /// What to write instead, if there is anything to say.
    public @Nullable String remedy() {
        return remedy;
    }

    /// Problem, place and remedy: `unknown intrinsic 'duraton' at 1:3 (did you mean 'duration'?)`.
    public String words() {
        return words(problem, remedy, position());
    }

    /// Where the offending character is; line and column 0 if the query was not made from text.
    public Position position() {
        return new Position(offset, line, column);
    }

    /// Index of the offending character, in UTF-16 units; -1 if not known.
    public int offset() {
        return offset;
    }

    /// Line of the offending character, from 1; 0 if not known.
    public int line() {
        return line;
    }

    /// Column of the offending character, from 1, in Unicode characters; 0 if not known.
    public int column() {
        return column;
    }

    private static String message(Kind kind, String problem, @Nullable String remedy, Position position) {
        if (kind != Kind.PARSE) {
            return words(problem, remedy, position);
        }
        return "parse error at line " + position.line() + ", col " + position.column() + ": " + problem
                + (remedy == null ? "" : " (" + remedy + ")");
    }

    private static String words(String problem, @Nullable String remedy, Position position) {
        String place = position.line() == 0 ? "" : " at " + position.line() + ":" + position.column();
        return problem + place + (remedy == null ? "" : " (" + remedy + ")");
    }
}
