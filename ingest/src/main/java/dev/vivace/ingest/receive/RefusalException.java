package dev.vivace.ingest.receive;

/// Carries a [Refusal] out of the depths of a door to where it is answered. Without stack trace: it is an answer,
/// not a fault, and a sender must not be able to make it expensive.
final class RefusalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusalException(Refusal refusal) {
        super(refusal.text(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
