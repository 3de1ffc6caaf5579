package dev.vivace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.objectstore.ObjectStore.PutMode;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class InMemoryObjectStoreTest extends ObjectStoreContract {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @Override
    protected ObjectStore open() {
        return new InMemoryObjectStore(8 << 20, NOON);
    }

    @Override
    protected boolean outlivesItsObject() {
        return false;
    }

    @Test
    void fullStoreRefusesAndTakesAgainAfterADelete() throws IOException {
        InMemoryObjectStore small = new InMemoryObjectStore(10, NOON);
        small.put("a", new byte[6], PutMode.OVERWRITE);
        assertThatThrownBy(() -> small.put("b", new byte[6], PutMode.OVERWRITE))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("'b'")
                .hasMessageContaining("limit: 10");
        small.put("a", new byte[10], PutMode.OVERWRITE);
        small.delete("a");
        small.put("b", new byte[10], PutMode.OVERWRITE);

        assertThat(small.head("b")).isEqualTo(new StoredObject("b", 10, NOON.instant()));
    }

    @Test
    void uploadPastTheLimitIsRefusedEarly() throws IOException {
        InMemoryObjectStore small = new InMemoryObjectStore(10, NOON);
        try (ObjectUpload upload = small.upload("a", PutMode.OVERWRITE)) {
            upload.write(new byte[8]);
            assertThatThrownBy(() -> upload.write(new byte[8])).isInstanceOf(StoreFullException.class);
        }
    }

    @Test
    void keyCannotBeAFolder() throws IOException {
        put("a/b", "x");
        assertThatThrownBy(() -> put("a", "x")).hasMessageContaining("'a/b'");
        assertThatThrownBy(() -> put("a/b/c", "x")).hasMessageContaining("'a/b'");
    }
}
