package dev.vivace.model;

import java.util.Arrays;
import java.util.List;

/// The value of an attribute, as OTLP's `AnyValue` defines it. Immutable; equality is by type and content, doubles by
/// their bits (so NaN equals itself and 0.0 differs from -0.0).
///
/// @see <a href="https://opentelemetry.io/docs/specs/otel/common/#attribute">OpenTelemetry, attributes</a>
public sealed interface AttributeValue {

    /// A string, valid UTF-16 and UTF-8.
    record Text(String text) implements AttributeValue {}

    /// A signed 64-bit integer.
    record Int(long number) implements AttributeValue {}

    /// A double, NaN and infinities included.
    record Real(double number) implements AttributeValue {}

    /// A boolean.
    record Bool(boolean flag) implements AttributeValue {}

    /// Raw bytes. The array belongs to this value: nobody may change it.
    record Bytes(byte[] bytes) implements AttributeValue {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes(byte[] others) && Arrays.equals(bytes, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /// An array; elements may be of different types, and empty.
    record Many(List<AttributeValue> values) implements AttributeValue {
        public Many {
            values = List.copyOf(values);
        }
    }

    /// A key-value list, in order, keys possibly repeated.
    record Fields(List<Attribute> attributes) implements AttributeValue {
        public Fields {
            attributes = List.copyOf(attributes);
        }
    }

    /// The key is there, the value is not: an `AnyValue` with no member set.
    record Absent() implements AttributeValue {}
}
