package dev.vivace.parquet;

import dev.vivace.parquet.encoding.MalformedBytesException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A file is damaged, cut short, or uses a part of Parquet that this room does not read. The message says which part of
/// the file, at which offset, what was found, and what was expected.
public final class CorruptParquetException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String part;
    private final long offset;

    /// @param part of the file: `footer`, `offset index of column [name]`, ...
    /// @param offset where that part starts, in bytes from the start of the file
    CorruptParquetException(String part, long offset, String problem) {
        this(part, offset, problem, null);
    }

    /// @param cause a [MalformedBytesException], or an array access gone wrong
    CorruptParquetException(String part, long offset, RuntimeException cause) {
        this(
                part,
                offset,
                cause instanceof MalformedBytesException
                        ? String.valueOf(cause.getMessage())
                        : cause.getMessage() + " (expected: lengths and codes that fit together)",
                cause);
    }

    private CorruptParquetException(String part, long offset, String problem, @Nullable Throwable cause) {
        super(part + " at offset " + offset + ": " + problem, cause);
        this.part = part;
        this.offset = offset;
    }

    /// The damaged part of the file, in words.
    public String part() {
        return part;
    }

    /// Where that part starts, in bytes from the start of the file.
    public long offset() {
        return offset;
    }
}
