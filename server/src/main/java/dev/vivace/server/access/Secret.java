package dev.vivace.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A token or password, of which only the SHA-256 is kept. Immutable; prints nothing of itself.
///
/// Such digests are for random tokens: a short password can be guessed from its digest, so whoever may read the
/// configuration must be trusted with it.
public final class Secret {

    private static final int DIGEST_BYTES = 32;

    private final byte[] digest;

    private Secret(byte[] digest) {
        this.digest = digest;
    }

    public static Secret of(String plain) {
        return new Secret(sha256(plain));
    }

    /// @param hex 64 hexadecimal digits
    /// @throws IllegalArgumentException if it is something else
    public static Secret ofSha256(String hex) {
        byte[] digest;
        try {
            digest = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected: 64 hexadecimal digits", e);
        }
        if (digest.length != DIGEST_BYTES) {
            throw new IllegalArgumentException("expected: 64 hexadecimal digits, not " + hex.length());
        }
        return new Secret(digest);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Equal if the same was written; takes the same time whatever differs.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "********";
    }
}
