package dev.vivace.tenancy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file with the limits of single tenants, looked at again and again while the server runs. A file that cannot be
/// read or understood changes nothing: the last good limits stay in force, and [#state] says what is wrong.
/// Whoever saves a file may first empty it and then fill it: a new text is judged once two looks found it the
/// same. Thread-safe.
public final class OverridesFile implements Closeable {

    private static final Logger LOGGER = LoggerFactory.getLogger(OverridesFile.class);
    /// Longer than any file of limits, and no burden to read.
    private static final long MAX_BYTES = 64L << 20;

    /// From the look that finds a new text to the one that judges it.
    private static final Duration SETTLING = Duration.ofMillis(100);

    private final Path file;
    private final Parser parser;
    private final TenantLimits limits;
    private final InstantSource clock;
    private final Duration settling;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("overrides").daemon(true).factory());
    private volatile State state;
    /// Of a text that one look has found so far.
    private @Nullable String unsettledSha256;

    /// Makes limits of the file's text.
    @FunctionalInterface
    public interface Parser {
        /// @throws RuntimeException if the text cannot be used; its message says where and why
        Overrides parse(String text);
    }

    /// What became of the file when it was last looked at.
    ///
    /// @param checked when that was
    /// @param sha256 of the text in force, in hex
    /// @param failure why the file as it is now is not in force; null if it is
    /// @param failures how many looks in all found it broken
    public record State(
            Instant checked, String sha256, @Nullable String failure, long failures) {}

    private OverridesFile(Path file, Parser parser, TenantLimits limits, InstantSource clock, Duration settling)
            throws IOException {
        this.file = file;
        this.parser = parser;
        this.limits = limits;
        this.clock = clock;
        this.settling = settling;
        byte[] bytes = read();
        limits.replace(parse(bytes));
        this.state = new State(clock.instant(), sha256(bytes), null, 0);
    }

    /// Reads the file, puts its limits in force, and looks at it again every `period` until closed.
    ///
    /// @throws IOException if it cannot be read
    /// @throws RuntimeException if the parser throws it
    public static OverridesFile open(
            Path file, Duration period, Parser parser, TenantLimits limits, InstantSource clock) throws IOException {
        return open(file, period, parser, limits, clock, SETTLING);
    }

    static OverridesFile open(
            Path file, Duration period, Parser parser, TenantLimits limits, InstantSource clock, Duration settling)
            throws IOException {
        OverridesFile opened = new OverridesFile(file, parser, limits, clock, settling);
        long millis = Math.max(100, period.toMillis());
        opened.timer.scheduleWithFixedDelay(opened::check, millis, millis, TimeUnit.MILLISECONDS);
        return opened;
    }

    /// Looks at the file now.
    public synchronized void check() {
        State before = state;
        try {
            byte[] bytes = read();
            String hash = sha256(bytes);
            boolean isNew = !hash.equals(before.sha256());
            if (isNew && !hash.equals(unsettledSha256)) {
                unsettledSha256 = hash;
                if (!timer.isShutdown()) {
                    timer.schedule(this::check, settling.toMillis(), TimeUnit.MILLISECONDS);
                }
                return;
            }
            if (isNew) {
                limits.replace(parse(bytes));
                LOGGER.info("limits of single tenants are in force as {} has them now", file);
            }
            state = new State(clock.instant(), hash, null, before.failures());
        } catch (IOException | RuntimeException e) {
            String failure = e instanceof IOException ? file + " cannot be read: " + e : String.valueOf(e.getMessage());
            if (!failure.equals(before.failure())) {
                LOGGER.error("limits of single tenants stay as they were, their file is broken: {}", failure);
            }
            state = new State(clock.instant(), before.sha256(), failure, before.failures() + 1);
        }
    }

    public Path file() {
        return file;
    }

    public State state() {
        return state;
    }

    private byte[] read() throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new IOException(size + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        return Files.readAllBytes(file);
    }

    private Overrides parse(byte[] bytes) {
        return parser.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
