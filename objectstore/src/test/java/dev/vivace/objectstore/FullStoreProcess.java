package dev.vivace.objectstore;

import dev.vivace.objectstore.ObjectStore.PutMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Fills a real file system with objects, in a process of its own with a small mount of its own, and prints `ok` if the
/// store behaves. Run by [DirectoryObjectStoreIT].
final class FullStoreProcess {

    private FullStoreProcess() {}

    /// Argument: the directory of the store, on a file system of 2 to 8 MiB.
    public static void main(String[] arguments) throws IOException {
        try (ObjectStore store = DirectoryObjectStore.open(Path.of(arguments[0]))) {
            byte[] body = new byte[500_000];
            int stored = 0;
            boolean full = false;
            while (!full) {
                try {
                    store.put("folder/" + stored, body, PutMode.IF_ABSENT);
                    stored++;
                } catch (StoreFullException e) {
                    full = true;
                }
            }
            check("objects before the disk was full", stored >= 3);
            check("nothing half-way", store.list("", "", 100).size() == stored);
            store.delete("folder/0");
            store.put("again", body, PutMode.OVERWRITE);
            List<StoredObject> objects = store.list("", "", 100);
            check("as many objects as before", objects.size() == stored);
            for (StoredObject object : objects) {
                check("whole object " + object.key(), object.sizeBytes() == body.length);
            }
        }
        System.out.println("ok");
    }

    private static void check(String what, boolean holds) {
        if (!holds) {
            throw new IllegalStateException(what + " (expected: yes)");
        }
    }
}
