package dev.vivace.wire.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Writes JSON as UTF-8 into one growing array, which may be given away in between: no insignificant
/// whitespace, commas set by itself. Mutable, confined to one thread.
///
/// It trusts its caller to open and close in order; it only minds commas. Strings escape `"`, `\` and
/// control characters, everything else stands as it is. A lone surrogate, which UTF-8 cannot carry, becomes
/// `?`.
public final class JsonText {

    /// From here on, texts are likely to come again.
    private static final int LONG_TEXT_BYTES = 4096;

    private static final int MAX_SIZE = Integer.MAX_VALUE - 64;

    /// Who takes the text in pieces gets them of this size or a little more: they stay in the processor's
    /// cache.
    private static final int PIECE_BYTES = 128 << 10;

    /// Null for a text that is to be whole in the end.
    private final @Nullable Pieces pieces;

    /// What was given away.
    private int piecesBytes;

    private byte[] buffer;
    private int size;
    private @Nullable QuotedTexts quotedTexts;
    /// Whether a value stands right before, so that the next one needs a comma.
    private boolean comma;

    public JsonText() {
        this(256);
    }

    /// @param sizeBytes how much to reserve at first; it grows as needed
    public JsonText(int sizeBytes) {
        buffer = new byte[Math.max(16, sizeBytes)];
        pieces = null;
    }

    /// A text that is given away piece by piece, see [#settle()] and [#finish()].
    ///
    /// @param sizeBytes as far as is known
    public JsonText(int sizeBytes, Pieces pieces) {
        this.buffer = new byte[Math.clamp(sizeBytes, 16, PIECE_BYTES + PIECE_BYTES / 8)];
        this.pieces = pieces;
    }

    /// A copy of what was written and not given away.
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /// Says that what was written so far will not be written [#again]: it may be given away.
    public void settle() {
        if (pieces != null && size >= PIECE_BYTES) {
            give(pieces, false);
        }
    }

    /// Gives the rest away; nothing may be written afterwards.
    public void finish() {
        if (pieces != null) {
            give(pieces, true);
        }
    }

    private void give(Pieces to, boolean last) {
        to.take(buffer, size, last);
        piecesBytes = Math.addExact(piecesBytes, size);
        size = 0;
    }

    /// Bytes written so far.
    public int sizeBytes() {
        return piecesBytes + size;
    }

    @Override
    public String toString() {
        return new String(toByteArray(), StandardCharsets.UTF_8);
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

    /// The same, for a name that is at hand.
    public JsonText name(JsonName name) {
        byte[] bytes = name.bytes;
        int from = comma ? 0 : 1;
        int length = bytes.length - from;
        reserve(length);
        System.arraycopy(bytes, from, buffer, size, length);
        size += length;
        comma = false;
        return this;
    }

    public JsonText string(String text) {
        separate();
        quote(text);
        comma = true;
        return this;
    }

    /// A 64-bit id as a string of 16 hex digits.
    public JsonText hex(long id) {
        beginQuotedNumber();
        size = Digits.hex(id, buffer, size);
        return endQuotedNumber();
    }

    /// A 128-bit id as a string of hex digits without leading zeros.
    public JsonText shortHex(long high, long low) {
        beginQuotedNumber();
        size = high == 0
                ? Digits.shortHex(low, buffer, size)
                : Digits.hex(low, buffer, Digits.shortHex(high, buffer, size));
        return endQuotedNumber();
    }

    /// An integer as a JSON number.
    public JsonText number(long number) {
        reserve(Digits.ROOM_BYTES);
        separate();
        digits(number);
        comma = true;
        return this;
    }

    /// A member that is an integer, and its name, which is at hand.
    public JsonText number(JsonName name, long number) {
        byte[] bytes = name.bytes;
        int from = comma ? 0 : 1;
        int length = bytes.length - from;
        reserve(length + (long) Digits.ROOM_BYTES);
        System.arraycopy(bytes, from, buffer, size, length);
        size += length;
        digits(number);
        comma = true;
        return this;
    }

    /// A signed 64-bit integer as proto3's JSON has it: a string of decimal digits.
    public JsonText int64(long number) {
        beginQuotedNumber();
        digits(number);
        return endQuotedNumber();
    }

    /// An unsigned 64-bit integer as proto3's JSON has it: a string of decimal digits.
    public JsonText uint64(long number) {
        beginQuotedNumber();
        if (number < 0) {
            ascii(Long.toUnsignedString(number));
        } else {
            size = Digits.decimal(number, buffer, size);
        }
        return endQuotedNumber();
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

    /// The value that was written from `from` on up to `to`, once more.
    ///
    /// @param from what [#sizeBytes] said right before it, its name being written
    /// @param to what [#sizeBytes] said right after it
    public JsonText again(int from, int to) {
        separate();
        reserve(to - from);
        System.arraycopy(buffer, from - piecesBytes, buffer, size, to - from);
        size += to - from;
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            append(',');
        }
    }

    private void quote(String text) {
        QuotedTexts known = quotedTexts;
        if (known == null) {
            if (sizeBytes() > LONG_TEXT_BYTES) {
                quotedTexts = new QuotedTexts();
            }
            quoteNew(text);
            return;
        }
        byte[] quoted = known.of(text);
        if (quoted != null) {
            raw(quoted);
            return;
        }
        int from = size;
        quoteNew(text);
        known.written(text, buffer, from, size);
    }

    private void quoteNew(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length + 2L);
        buffer[size++] = '"';
        int plain = 0;
        while (plain < utf8.length && !isEscaped(utf8[plain])) {
            plain++;
        }
        System.arraycopy(utf8, 0, buffer, size, plain);
        size += plain;
        for (int i = plain; i < utf8.length; i++) {
            escape(utf8[i]);
        }
        append('"');
    }

    private static boolean isEscaped(byte b) {
        return b >= 0 && b < ' ' || b == '"' || b == '\\';
    }

    private void escape(byte b) {
        if (isEscaped(b)) {
            append('\\');
            switch (b) {
                case '"' -> append('"');
                case '\\' -> append('\\');
                case '\n' -> append('n');
                case '\r' -> append('r');
                case '\t' -> append('t');
                default -> {
                    ascii("u00");
                    append(Digits.hex(b >> 4));
                    append(Digits.hex(b & 15));
                }
            }
        } else {
            append(b);
        }
    }

    /// Makes room for the number and its surroundings.
    private void beginQuotedNumber() {
        reserve(Digits.ROOM_BYTES);
        separate();
        append('"');
    }

    private JsonText endQuotedNumber() {
        append('"');
        comma = true;
        return this;
    }

    /// Where there is room for it.
    private void digits(long number) {
        if (number == Long.MIN_VALUE) {
            ascii(Long.toString(number));
            return;
        }
        if (number < 0) {
            buffer[size++] = '-';
        }
        size = Digits.decimal(Math.abs(number), buffer, size);
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
            if (piecesBytes + size + more > MAX_SIZE) {
                throw new IllegalStateException("JSON text has more than " + MAX_SIZE + " bytes");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(MAX_SIZE, Math.max(size + more, buffer.length * 2L)));
        }
    }
}
