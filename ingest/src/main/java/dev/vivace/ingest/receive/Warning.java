package dev.vivace.ingest.receive;

import dev.vivace.ingest.Receipt;
import dev.vivace.wire.foreign.Translation;
import io.netty.util.AsciiString;

/// What a sender is told of a request that was taken, but not all of it or not as it was sent. Jaeger's and Zipkin's
/// answers have no place for that, so it stands in a header, over gRPC in a trailer, of this server's own.
final class Warning {

    static final AsciiString HEADER = AsciiString.cached("x-vivace-warning");

    private static final int MAX_HEADER_LENGTH = 500;

    private Warning() {}

    /// Empty if there is nothing to tell.
    static String of(Translation translation, Receipt receipt) {
        String summary = translation.summary();
        Receipt.Rejection rejection = receipt.rejection();
        if (rejection == null) {
            return summary;
        }
        String leftOut = rejection.spans() + " spans left out because of a limit: " + rejection.message();
        return summary.isEmpty() ? leftOut : leftOut + "; " + summary;
    }

    /// As a header may have it.
    static String ascii(String text) {
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_HEADER_LENGTH); i++) {
            char c = text.charAt(i);
            ascii.append(c == '…' ? "..." : c < ' ' || c > '~' ? "?" : String.valueOf(c));
        }
        return ascii.toString();
    }
}
