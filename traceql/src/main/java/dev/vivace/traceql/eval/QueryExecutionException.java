package dev.vivace.traceql.eval;

/// A query that is right in itself and cannot be carried out on the spans there are.
public final class QueryExecutionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueryExecutionException(String message) {
        super(message);
    }
}
