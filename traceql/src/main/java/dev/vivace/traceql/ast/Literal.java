package dev.vivace.traceql.ast;

/// A constant. Doubles are equal by their bits.
public sealed interface Literal {
    record Text(String text) implements Literal {}

    record Int(long number) implements Literal {}

    record Real(double number) implements Literal {}

    record Bool(boolean flag) implements Literal {}

    /// @param nanos may be negative after folding
    record Duration(long nanos) implements Literal {}

    /// @param code OTLP's number: 0 unset, 1 ok, 2 error
    record Status(int code) implements Literal {}

    /// @param code OTLP's number: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer
    record Kind(int code) implements Literal {}

    record Nil() implements Literal {}
}
