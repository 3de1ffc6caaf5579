package dev.vivace.traceql.eval;

/// A query of the language that this version does not answer yet. The message names the part.
public final class NotYetSupportedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotYetSupportedException(String what) {
        super(what + " is part of TraceQL but not answered by this version of Vivace yet");
    }
}
