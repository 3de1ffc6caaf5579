package dev.vivace.ingest.receive;

import dev.vivace.ingest.RefusedException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongFunction;

/// Decompresses a whole body, and stops as soon as it is larger than it may be.
final class Decompression {

    private Decompression() {}

    /// @param out where to; its limit is the limit
    /// @param tooLarge what to say once more than the limit came out
    /// @throws RefusalException if the data is no such stream, is cut short, or is too large
    static Bytes decompress(ContentCoding coding, Bytes in, GrowingBytes out, LongFunction<Refusal> tooLarge) {
        try (InputStream stream = coding.open(in)) {
            int count = 0;
            while (count >= 0) {
                if (out.room() == 0 && !out.grow()) {
                    if (stream.read() >= 0) {
                        throw new RefusalException(tooLarge.apply(out.length() + 1L));
                    }
                    break;
                }
                count = stream.read(out.array(), out.length(), out.room());
                out.advance(Math.max(count, 0));
            }
            return out.take();
        } catch (EOFException e) {
            throw malformed(
                    coding,
                    in,
                    coding.word() + " body of " + in.length() + " bytes ends in the middle of its stream, after "
                            + out.length() + " decompressed bytes");
        } catch (IOException e) {
            throw malformed(
                    coding,
                    in,
                    coding.word() + " body of " + in.length() + " bytes cannot be decompressed: " + e.getMessage());
        }
    }

    private static RefusalException malformed(ContentCoding coding, Bytes in, String message) {
        ContentCoding looksLike = ContentCoding.sniff(in);
        String remedy;
        if (looksLike == coding) {
            remedy = "The beginning is " + coding.word() + ", the rest is damaged or missing: was the upload cut off?";
        } else if (looksLike != null) {
            remedy = "It looks like " + looksLike.word() + ": send Content-Encoding: " + looksLike.word() + ".";
        } else {
            remedy = "If the body is not compressed, leave the Content-Encoding header out.";
        }
        return new RefusalException(Refusal.of(Reason.MALFORMED.label(), GrpcCode.INVALID_ARGUMENT, message, remedy));
    }
}
