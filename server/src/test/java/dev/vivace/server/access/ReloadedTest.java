package dev.vivace.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadedTest {

    @TempDir
    private Path folder = Path.of("");

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void changesAreSeenAfterAWhileAndMistakesChangeNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("number"), "1");
        Reloaded<Integer> number =
                new Reloaded<>("number", List.of(file), () -> Integer.valueOf(Files.readString(file)), nanos::get);
        assertThat(number.get()).isEqualTo(1);

        Files.writeString(file, "22");
        assertThat(number.get()).as("not looked yet").isEqualTo(1);
        nanos.addAndGet(Reloaded.CHECK_NANOS);
        assertThat(number.get()).isEqualTo(22);

        Files.writeString(file, "no number");
        nanos.addAndGet(Reloaded.CHECK_NANOS);
        assertThat(number.get()).isEqualTo(22);

        Files.delete(file);
        nanos.addAndGet(Reloaded.CHECK_NANOS);
        assertThat(number.get()).isEqualTo(22);

        Files.writeString(file, "4444");
        nanos.addAndGet(Reloaded.CHECK_NANOS);
        assertThat(number.get()).isEqualTo(4444);
    }
}
