package dev.vivace.parquet;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Single values of a flat column chunk, by row. Keeps the page it decoded last, so ask in row order where possible.
/// Confined to one thread. Made by [ColumnChunk#cursor()].
public final class ColumnCursor implements ColumnValues {

    ColumnCursor(ColumnChunk chunk) {}

    @Override
    public boolean isPresent(int row) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public int code(int row) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public long longAt(int row) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public double doubleAt(int row) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean booleanAt(int row) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte @Nullable [] bytesAt(int row) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean textAt(int row, TextSlice into) throws IOException {
        throw new UnsupportedOperationException();
    }
}
