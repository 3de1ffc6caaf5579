package dev.vivace.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file's text is a number here: the bytes a trace of the tenant `shop` may have.
class OverridesFileTest {

    private static final TenantId SHOP = new TenantId("shop");
    private static final TenantId OTHER = new TenantId("other");
    private static final Duration NEVER = Duration.ofDays(1);

    private final TenantLimits limits = TenantLimits.none();

    @TempDir
    Path directory;

    @Test
    void newTextIsInForceOnceTwoLooksFoundIt() throws IOException {
        Path path = write("1");
        try (OverridesFile file = open(path, NEVER)) {
            assertThat(limit(SHOP)).isEqualTo(1);
            assertThat(limit(OTHER)).isZero();
            String hash = file.state().sha256();
            write("2");
            file.check();
            assertThat(limit(SHOP)).isEqualTo(1);
            file.check();
            assertThat(limit(SHOP)).isEqualTo(2);
            assertThat(file.state().sha256()).isNotEqualTo(hash).hasSize(64);
            assertThat(file.state().failure()).isNull();
        }
    }

    @Test
    void halfWrittenTextIsNotJudged() throws IOException {
        Path path = write("1");
        try (OverridesFile file = open(path, NEVER)) {
            for (String half : new String[] {"", "2", "23"}) {
                write(half);
                file.check();
                assertThat(limit(SHOP)).isEqualTo(1);
                assertThat(file.state().failure()).isNull();
            }
            file.check();
            assertThat(limit(SHOP)).isEqualTo(23);
            assertThat(file.state().failures()).isZero();
        }
    }

    @Test
    void brokenTextChangesNothingAndIsReported() throws IOException {
        Path path = write("1");
        try (OverridesFile file = open(path, NEVER)) {
            String hash = file.state().sha256();
            write("one");
            file.check();
            assertThat(file.state().failure()).isNull();
            file.check();
            file.check();
            assertThat(limit(SHOP)).isEqualTo(1);
            assertThat(file.state().failure()).contains("\"one\"");
            assertThat(file.state().failures()).isEqualTo(2);
            assertThat(file.state().sha256()).as("of what is in force").isEqualTo(hash);
            Files.delete(path);
            file.check();
            assertThat(file.state().failure()).contains("cannot be read");
            write("1");
            file.check();
            assertThat(file.state().failure()).isNull();
            assertThat(file.state().failures()).isEqualTo(3);
            write("3");
            file.check();
            file.check();
            assertThat(limit(SHOP)).isEqualTo(3);
        }
    }

    @Test
    void fileIsLookedAtWithoutBeingAsked() throws Exception {
        CountDownLatch parsed = new CountDownLatch(2);
        Path path = write("1");
        OverridesFile.Parser counting = text -> {
            parsed.countDown();
            return parse(text);
        };
        try (OverridesFile file =
                OverridesFile.open(path, Duration.ofMillis(1), counting, limits, InstantSource.system())) {
            write("2");
            assertThat(parsed.await(20, TimeUnit.SECONDS)).isTrue();
            file.check(); // waits for the look that is under way
            assertThat(limit(SHOP)).isEqualTo(2);
        }
    }

    @Test
    void fileThatIsBrokenAtTheStartIsRefused() throws IOException {
        Path path = write("one");

        assertThatThrownBy(() -> open(path, NEVER)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> open(directory.resolve("none"), NEVER)).isInstanceOf(IOException.class);
        assertThat(limit(SHOP)).isZero();
    }

    private OverridesFile open(Path path, Duration period) throws IOException {
        return OverridesFile.open(
                path, period, OverridesFileTest::parse, limits, InstantSource.fixed(Instant.EPOCH), NEVER);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("overrides"), text);
    }

    private long limit(TenantId tenant) {
        return limits.of(tenant).maxBytesPerTrace();
    }

    private static Overrides parse(String text) {
        Limits limits = new Limits(
                Limits.NONE.ingestion(),
                Limits.NONE.read(),
                Limits.NONE.compaction(),
                Long.parseLong(text),
                Collections.emptySortedMap());
        return new Overrides(Limits.NONE, Map.of("shop", limits));
    }
}
