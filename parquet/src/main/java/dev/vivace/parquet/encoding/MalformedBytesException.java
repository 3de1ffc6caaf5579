package dev.vivace.parquet.encoding;

/// Bytes do not form what they should. Carries no place: whoever knows the file adds it.
public final class MalformedBytesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedBytesException(String message) {
        super(message);
    }
}
