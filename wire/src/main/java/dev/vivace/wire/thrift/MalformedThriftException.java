package dev.vivace.wire.thrift;

/// Bytes that are no Thrift; the message says where and why. Without stack trace: a sender must not be
/// able to make it expensive.
public final class MalformedThriftException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedThriftException(String message) {
        super(message, null, false, false);
    }
}
