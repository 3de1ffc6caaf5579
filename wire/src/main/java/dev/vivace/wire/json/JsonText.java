package dev.vivace.wire.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Writes JSON as UTF-8 into one growing array: no insignificant whitespace, commas set by itself. Mutable,
/// confined to
/// one thread.
///
/// It trusts its caller to open and close in order; it only minds commas. Strings escape `"`, `\` and control
/// characters, everything else stands as it is. A lone surrogate, which UTF-8 cannot carry, becomes `?`.
public final class JsonText {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /// Of a positive 64-bit integer.
    private static final int MOST_DIGITS = 19;

    private static final int MAX_SIZE = Integer.MAX_VALUE - 64;

    private byte[] buffer;
    private int size;
    /// Whether a value stands right before, so that the next one needs a comma.
    private boolean comma;

    public JsonText() {
        this(256);
    }

    /// @param sizeBytes how much to reserve at first; it grows as needed
    public JsonText(int sizeBytes) {
        buffer = new byte[Math.max(16, sizeBytes)];
    }

    /// A copy of what was written.
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /// Bytes written so far.
    public int sizeBytes() {
        return size;
    }

    @Override
    public String toString() {
        return new String(buffer, 0, size, StandardCharsets.UTF_8);
    }

    public JsonText beginObject() {
        separate();
        append('{');
        comma = false;
        return this;
    }

    public JsonText endObject() {
        append('}');
        comma = true;
        return this;
    }

    public JsonText beginArray() {
        separate();
        append('[');
        comma = false;
        return this;
    }

    public JsonText endArray() {
        append(']');
        comma = true;
        return this;
    }

    /// The name of the member whose value follows.
    public JsonText name(String name) {
        separate();
        quote(name);
        append(':');
        comma = false;
        return this;
    }

    public JsonText string(String text) {
        separate();
        quote(text);
        comma = true;
        return this;
    }

    /// An integer as a JSON number.
    public JsonText number(long number) {
        separate();
        digits(number);
        comma = true;
        return this;
    }

    /// A signed 64-bit integer as proto3's JSON has it: a string of decimal digits.
    public JsonText int64(long number) {
        separate();
        append('"');
        digits(number);
        append('"');
        comma = true;
        return this;
    }

    /// An unsigned 64-bit integer as proto3's JSON has it: a string of decimal digits.
    public JsonText uint64(long number) {
        separate();
        append('"');
        if (number < 0) {
            ascii(Long.toUnsignedString(number));
        } else {
            digits(number);
        }
        append('"');
        comma = true;
        return this;
    }

    /// A double as proto3's JSON has it: a number, or one of the strings `NaN`, `Infinity` and `-Infinity`.
    /// Whole
    /// numbers keep their `.0`, so that it can be told from an integer.
    public JsonText real(double number) {
        separate();
        if (Double.isFinite(number)) {
            ascii(Double.toString(number));
        } else {
            append('"');
            ascii(Double.toString(number));
            append('"');
        }
        comma = true;
        return this;
    }

    public JsonText bool(boolean flag) {
        separate();
        ascii(flag ? "true" : "false");
        comma = true;
        return this;
    }

    public JsonText nothing() {
        separate();
        ascii("null");
        comma = true;
        return this;
    }

    /// Bytes as a string of standard base64 with padding.
    public JsonText base64(byte[] bytes) {
        separate();
        append('"');
        raw(Base64.getEncoder().encode(bytes));
        append('"');
        comma = true;
        return this;
    }

    /// A value that is JSON already.
    public JsonText value(byte[] json) {
        separate();
        raw(json);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            append(',');
        }
    }

    private void quote(String text) {
        int length = text.length();
        reserve(length + 2L);
        buffer[size++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                escapeBytes(text.substring(i).getBytes(StandardCharsets.UTF_8));
                break;
            }
            escape((byte) c);
        }
        append('"');
    }

    private void escapeBytes(byte[] utf8) {
        reserve(utf8.length);
        for (byte b : utf8) {
            escape(b);
        }
    }

    private void escape(byte b) {
        if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
            append('\\');
            switch (b) {
                case '"' -> append('"');
                case '\\' -> append('\\');
                case '\n' -> append('n');
                case '\r' -> append('r');
                case '\t' -> append('t');
                default -> {
                    ascii("u00");
                    append(HEX[b >> 4]);
                    append(HEX[b & 15]);
                }
            }
        } else {
            append(b);
        }
    }

    /// An integer without a string in between: answers are numbers for the greater part.
    private void digits(long number) {
        if (number == Long.MIN_VALUE) {
            ascii(Long.toString(number));
            return;
        }
        if (number < 0) {
            append('-');
        }
        long rest = Math.abs(number);
        int count = 1;
        for (long bound = 10; count < MOST_DIGITS && rest >= bound; bound *= 10) {
            count++;
        }
        reserve(count);
        for (int at = size + count - 1; at >= size; at--) {
            long tenth = rest / 10;
            buffer[at] = (byte) ('0' + rest - tenth * 10);
            rest = tenth;
        }
        size += count;
    }

    private void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            buffer[size++] = (byte) text.charAt(i);
        }
    }

    private void raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void append(int b) {
        if (size == buffer.length) {
            reserve(1);
        }
        buffer[size++] = (byte) b;
    }

    private void reserve(long more) {
        if (more > buffer.length - size) {
            if (size + more > MAX_SIZE) {
                throw new IllegalStateException("JSON text has more than " + MAX_SIZE + " bytes");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(MAX_SIZE, Math.max(size + more, buffer.length * 2L)));
        }
    }
}
