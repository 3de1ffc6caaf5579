package dev.vivace.server.http;

/// A request that cannot be answered as it is. The message is the answer's body. Without stack trace: it is an
/// answer.
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /// 400.
    BadRequestException(String message) {
        this(400, message);
    }

    BadRequestException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
