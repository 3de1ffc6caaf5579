package dev.vivace.traceql.source;

import dev.vivace.model.AttributeValue;
import java.nio.charset.StandardCharsets;

/// Gives values numbers, equal ones the same, none of them negative.
public interface ValueNumbering {

    int numberOf(AttributeValue value);

    /// The number of a string, as UTF-8: whoever has it so need not make an object of it.
    default int numberOfText(byte[] bytes, int offset, int length) {
        return numberOf(new AttributeValue.Text(new String(bytes, offset, length, StandardCharsets.UTF_8)));
    }
}
