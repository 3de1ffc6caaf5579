package dev.vivace.objectstore.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.objectstore.InMemoryObjectStore;
import dev.vivace.objectstore.ObjectStore;
import dev.vivace.objectstore.ObjectStoreContract;
import dev.vivace.objectstore.ObjectUpload;
import dev.vivace.objectstore.testing.FaultyObjectStore.Moment;
import dev.vivace.objectstore.testing.FaultyObjectStore.Operation;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/// A faulty store without faults is a store.
class FaultyObjectStoreTest extends ObjectStoreContract {

    @Override
    protected ObjectStore open() {
        return new FaultyObjectStore(new InMemoryObjectStore(8 << 20, Clock.systemUTC()));
    }

    @Override
    protected boolean outlivesItsObject() {
        return false;
    }

    @Test
    void nthCallFails() throws IOException {
        FaultyObjectStore store = new FaultyObjectStore(store());
        put(store, "1");
        store.fail(Operation.PUT, 2, Moment.BEFORE);
        put(store, "2");
        assertThatThrownBy(() -> put(store, "3")).hasMessageContaining("'3'");
        put(store, "4");

        assertThat(keys("")).containsExactly("1", "2", "4");
        assertThat(store.calls(Operation.PUT)).isEqualTo(4);
        assertThat(store.hasPendingFaults()).isFalse();
    }

    @Test
    void callThatFailsAfterwardsHasHappened() {
        FaultyObjectStore store = new FaultyObjectStore(store());
        store.fail(Operation.PUT, 1, Moment.AFTER);

        assertThatThrownBy(() -> put(store, "a")).hasMessageContaining("after");
        assertThat(store.hasPendingFaults()).isFalse();
    }

    @Test
    void uploadFailsAtEachOfItsSteps() throws IOException {
        FaultyObjectStore store = new FaultyObjectStore(store());
        for (Operation step : new Operation[] {Operation.UPLOAD, Operation.WRITE, Operation.COMMIT}) {
            store.fail(step, 1, Moment.BEFORE);
            assertThatThrownBy(() -> {
                        try (ObjectUpload upload = store.upload("a", ObjectStore.PutMode.OVERWRITE)) {
                            upload.write(new byte[3]);
                            upload.commit();
                        }
                    })
                    .hasMessageContaining(step.name());
            assertThat(keys("")).isEmpty();
        }
    }

    private static void put(ObjectStore store, String key) throws IOException {
        store.put(key, new byte[1], ObjectStore.PutMode.OVERWRITE);
    }
}
