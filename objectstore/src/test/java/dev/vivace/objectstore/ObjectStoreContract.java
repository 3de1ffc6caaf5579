package dev.vivace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.objectstore.ObjectStore.PutMode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [ObjectStore] keeps to. Public, for the stores of other modules: see this module's test jar.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ObjectStoreContract {

    private ObjectStore store;

    /// Opens the store under test, empty at the first call of a test; later calls find what was put.
    protected abstract ObjectStore open() throws IOException;

    /// Whether a second [#open] finds what was put before.
    protected boolean outlivesItsObject() {
        return true;
    }

    @BeforeEach
    final void openStore() throws IOException {
        store = open();
    }

    @AfterEach
    final void closeStore() throws IOException {
        store.close();
    }

    protected final ObjectStore store() {
        return store;
    }

    @Test
    void objectIsReadAsItWasPut() throws IOException {
        put("tenant/block/meta.json", "body");

        assertThat(text("tenant/block/meta.json")).isEqualTo("body");
    }

    @Test
    void emptyObjectIsAnObject() throws IOException {
        put("empty", "");

        assertThat(text("empty")).isEmpty();
        assertThat(store.head("empty").sizeBytes()).isZero();
        assertThat(store.read("empty", 0, 0)).isEmpty();
    }

    @Test
    void bodyIsCopied() throws IOException {
        byte[] body = bytes("before");
        store.put("a", body, PutMode.OVERWRITE);
        Arrays.fill(body, (byte) 'x');

        assertThat(text("a")).isEqualTo("before");
    }

    @Test
    void rangeIsReadAlone() throws IOException {
        put("a", "0123456789");

        assertThat(store.read("a", 3, 4)).isEqualTo(bytes("3456"));
        assertThat(store.read("a", 0, 10)).isEqualTo(bytes("0123456789"));
        assertThat(store.read("a", 9, 1)).isEqualTo(bytes("9"));
    }

    @Test
    void bufferIsFilledBetweenItsMarks() throws IOException {
        put("a", "0123456789");
        for (ByteBuffer target : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
            target.position(2).limit(5);
            store.read("a", 6, target);

            assertThat(target.position()).isEqualTo(5);
            assertThat(target.limit()).isEqualTo(5);
            byte[] all = new byte[8];
            target.clear().get(all);
            assertThat(all).containsExactly(0, 0, '6', '7', '8', 0, 0, 0);
        }
    }

    @Test
    void readPastTheEndSaysHowLongTheObjectIs() throws IOException {
        put("a", "0123456789");

        assertThatThrownBy(() -> store.read("a", 8, 3))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("10 bytes");
        assertThatThrownBy(() -> store.read("a", 1000, 1)).isInstanceOf(EOFException.class);
    }

    @Test
    void readAtNegativeOffsetIsRefused() throws IOException {
        put("a", "0");

        assertThatThrownBy(() -> store.read("a", -1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void missingObjectIsNamed() {
        for (String key : List.of("missing", "folder/missing")) {
            assertThatThrownBy(() -> store.read(key, 0, 1))
                    .isInstanceOf(NoSuchObjectException.class)
                    .hasMessageContaining("'" + key + "'");
            assertThatThrownBy(() -> store.head(key)).isInstanceOf(NoSuchObjectException.class);
            assertThatThrownBy(() -> store.open(key)).isInstanceOf(NoSuchObjectException.class);
        }
    }

    @Test
    void folderIsNoObject() throws IOException {
        put("folder/a", "x");

        assertThatThrownBy(() -> store.read("folder", 0, 1)).isInstanceOf(NoSuchObjectException.class);
        assertThatThrownBy(() -> store.head("folder")).isInstanceOf(NoSuchObjectException.class);
        assertThatThrownBy(() -> store.open("folder")).isInstanceOf(NoSuchObjectException.class);
        store.delete("folder");
        assertThat(keys("")).containsExactly("folder/a");
    }

    @Test
    void nothingIsBelowAnObject() throws IOException {
        put("a", "x");

        assertThatThrownBy(() -> store.read("a/b", 0, 1)).isInstanceOf(NoSuchObjectException.class);
        assertThatThrownBy(() -> store.head("a/b/c")).isInstanceOf(NoSuchObjectException.class);
        assertThatThrownBy(() -> store.open("a/b")).isInstanceOf(NoSuchObjectException.class);
        store.delete("a/b");
        assertThat(store.list("a/", "", 10)).isEmpty();
        assertThat(text("a")).isEqualTo("x");
    }

    @Test
    void overwriteReplacesTheWholeObject() throws IOException {
        put("a", "a long body");
        assertThat(store.read("a", 0, 1)).isEqualTo(bytes("a"));
        put("a", "short");

        assertThat(text("a")).isEqualTo("short");
        assertThat(store.read("a", 0, 5)).isEqualTo(bytes("short"));
        assertThat(store.head("a").sizeBytes()).isEqualTo(5);
    }

    @Test
    void putIfAbsentLeavesWhatIsThere() throws IOException {
        store.put("folder/a", bytes("first"), PutMode.IF_ABSENT);

        assertThatThrownBy(() -> store.put("folder/a", bytes("second"), PutMode.IF_ABSENT))
                .isInstanceOf(ObjectExistsException.class)
                .hasMessageContaining("'folder/a'");
        assertThat(text("folder/a")).isEqualTo("first");
    }

    @Test
    void deletedKeyIsAbsent() throws IOException {
        put("folder/a", "first");
        store.read("folder/a", 0, 1);
        store.delete("folder/a");

        assertThatThrownBy(() -> store.read("folder/a", 0, 1)).isInstanceOf(NoSuchObjectException.class);
        assertThat(keys("")).isEmpty();
        assertThat(store.listFolders("", "", 10)).isEmpty();
        store.put("folder/a", bytes("second"), PutMode.IF_ABSENT);
        assertThat(text("folder/a")).isEqualTo("second");
    }

    @Test
    void deletingWhatIsNotThereIsFine() throws IOException {
        store.delete("never/there");
        put("a", "x");
        store.delete("a");
        store.delete("a");
    }

    @Test
    void ofRacingPutsIfAbsentOneSucceeds() throws Exception {
        for (int round = 0; round < 10; round++) {
            String key = "round-" + round + "/a";
            AtomicInteger succeeded = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            runTogether(4, number -> {
                try {
                    store.put(key, bytes("body of " + number), PutMode.IF_ABSENT);
                    succeeded.incrementAndGet();
                } catch (ObjectExistsException e) {
                    refused.incrementAndGet();
                }
            });
            assertThat(succeeded.get()).isEqualTo(1);
            assertThat(refused.get()).isEqualTo(3);
            assertThat(text(key)).startsWith("body of ");
        }
    }

    @Test
    void readersSeeOldOrNewNeverAMix() throws Exception {
        byte[] zeros = new byte[100_000];
        byte[] ones = new byte[100_000];
        Arrays.fill(ones, (byte) 1);
        store.put("a", zeros, PutMode.OVERWRITE);
        AtomicBoolean done = new AtomicBoolean();
        runTogether(3, number -> {
            if (number == 0) {
                for (int i = 0; i < 30; i++) {
                    store.put("a", i % 2 == 0 ? ones : zeros, PutMode.OVERWRITE);
                }
                done.set(true);
            } else {
                while (!done.get()) {
                    byte[] seen = store.read("a", 0, 100_000);
                    assertThat(Arrays.equals(seen, zeros) || Arrays.equals(seen, ones))
                            .isTrue();
                }
            }
        });
    }

    @Test
    void putsAndDeletesInOneFolderDoNotDisturbEachOther() throws Exception {
        runTogether(4, number -> {
            for (int i = 0; i < 20; i++) {
                String key = "deep/folder/" + number;
                store.put(key, bytes("x"), PutMode.IF_ABSENT);
                assertThat(store.head(key).sizeBytes()).isEqualTo(1);
                store.delete(key);
            }
        });
        assertThat(keys("")).isEmpty();
    }

    @Test
    void openStreamKeepsToItsObject() throws IOException {
        put("a", "before");
        try (InputStream stream = store.open("a")) {
            put("a", "after!");
            assertThat(stream.readAllBytes()).isEqualTo(bytes("before"));
        }
        try (InputStream stream = store.open("a")) {
            store.delete("a");
            assertThat(stream.readAllBytes()).isEqualTo(bytes("after!"));
        }
    }

    @Test
    void uploadIsInvisibleUntilCommitted() throws IOException {
        try (ObjectUpload upload = store.upload("folder/big", PutMode.OVERWRITE)) {
            upload.write(bytes("first, "));
            upload.write(bytes("xxsecondxx"), 2, 6);
            upload.write('!');
            assertThat(upload.sizeBytes()).isEqualTo(14);
            assertThatThrownBy(() -> store.head("folder/big")).isInstanceOf(NoSuchObjectException.class);
            assertThat(keys("")).isEmpty();
            upload.commit();
            assertThat(text("folder/big")).isEqualTo("first, second!");
        }
        assertThat(text("folder/big")).isEqualTo("first, second!");
    }

    @Test
    void uploadClosedWithoutCommitLeavesNothing() throws IOException {
        put("kept", "as it was");
        try (ObjectUpload upload = store.upload("kept", PutMode.OVERWRITE)) {
            upload.write(bytes("lost"));
        }
        try (ObjectUpload upload = store.upload("other/one", PutMode.IF_ABSENT)) {
            upload.write(bytes("lost"));
        }
        assertThat(text("kept")).isEqualTo("as it was");
        assertThat(keys("")).containsExactly("kept");
        assertThat(store.listFolders("", "", 10)).isEmpty();
    }

    @Test
    void uploadIfAbsentIsDecidedAtTheCommit() throws IOException {
        try (ObjectUpload late = store.upload("a", PutMode.IF_ABSENT)) {
            late.write(bytes("late"));
            store.put("a", bytes("early"), PutMode.IF_ABSENT);
            assertThatThrownBy(late::commit).isInstanceOf(ObjectExistsException.class);
        }
        assertThat(text("a")).isEqualTo("early");
    }

    @Test
    void endedUploadTakesNothing() throws IOException {
        try (ObjectUpload upload = store.upload("a", PutMode.OVERWRITE)) {
            upload.commit();
            assertThatThrownBy(() -> upload.write(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(upload::commit).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void largeUploadIsReadInPieces() throws IOException {
        byte[] body = new byte[3_500_000];
        new Random(7).nextBytes(body);
        try (ObjectUpload upload = store.upload("big", PutMode.OVERWRITE)) {
            for (int at = 0; at < body.length; at += 1_300_000) {
                upload.write(body, at, Math.min(1_300_000, body.length - at));
            }
            upload.commit();
        }
        assertThat(store.read("big", 0, body.length)).isEqualTo(body);
        assertThat(store.read("big", 1_048_000, 1_200_000)).isEqualTo(Arrays.copyOfRange(body, 1_048_000, 2_248_000));
        ByteBuffer direct = ByteBuffer.allocateDirect(body.length);
        store.read("big", 0, direct);
        assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(body));
    }

    @Test
    void listingIsInTheOrderOfKeys() throws IOException {
        List<String> keys =
                List.of("a", "a-b", "a.b/c", "a!", "a0", "b/a", "b/a-a/x", "b/a.a", "b/b/c", "b-", "B", "_");
        for (String key : keys) {
            put(key, key);
        }
        assertThat(keys("")).containsExactlyElementsOf(new TreeSet<>(keys));
    }

    @Test
    void listingKeepsToItsPrefix() throws IOException {
        for (String key : List.of("a/1", "a/10", "a/2/x", "ab/1", "b/1")) {
            put(key, key);
        }
        assertThat(keys("a/1")).containsExactly("a/1", "a/10");
        assertThat(keys("a/")).containsExactly("a/1", "a/10", "a/2/x");
        assertThat(keys("a")).containsExactly("a/1", "a/10", "a/2/x", "ab/1");
        assertThat(keys("a/2")).containsExactly("a/2/x");
        assertThat(keys("c")).isEmpty();
        assertThat(keys("c/d/e")).isEmpty();
    }

    @Test
    void listingInPagesIsTheListing() throws IOException {
        List<String> keys = new ArrayList<>();
        Random random = new Random(11);
        for (int i = 0; i < 60; i++) {
            keys.add("t" + random.nextInt(3) + "/" + (random.nextBoolean() ? "m-" : "m/") + i);
        }
        for (String key : keys) {
            put(key, key);
        }
        for (String prefix : List.of("", "t1/", "t1/m/", "t2/m-1")) {
            List<String> paged = new ArrayList<>();
            List<StoredObject> page = store.list(prefix, "", 7);
            while (!page.isEmpty()) {
                assertThat(page).hasSizeLessThanOrEqualTo(7);
                page.forEach(object -> paged.add(object.key()));
                page = store.list(prefix, paged.getLast(), 7);
            }
            assertThat(paged)
                    .containsExactlyElementsOf(new TreeSet<>(
                            keys.stream().filter(key -> key.startsWith(prefix)).toList()));
        }
    }

    @Test
    void listingMayStartAtNoKey() throws IOException {
        for (String key : List.of("a/1", "a/2/x", "a/3", "b")) {
            put(key, key);
        }
        assertThat(store.list("", "a/2", 10)).extracting(StoredObject::key).containsExactly("a/2/x", "a/3", "b");
        assertThat(store.list("", "a/2/", 10)).extracting(StoredObject::key).containsExactly("a/2/x", "a/3", "b");
        assertThat(store.list("", "a/2/z", 10)).extracting(StoredObject::key).containsExactly("a/3", "b");
        assertThat(store.list("b", "a", 10)).extracting(StoredObject::key).containsExactly("b");
    }

    @Test
    void listingTellsWhatHeadTells() throws IOException {
        put("a/1", "12345");

        assertThat(store.list("", "", 10)).containsExactly(store.head("a/1"));
    }

    @Test
    void foldersAreListedOnce() throws IOException {
        for (String key : List.of("a/1/x", "a/1/y", "a/10/x", "a/file", "a/2/deep/x", "b/1", "a-b/1")) {
            put(key, key);
        }
        assertThat(store.listFolders("", "", 10)).containsExactly("a-b/", "a/", "b/");
        assertThat(store.listFolders("a/", "", 10)).containsExactly("a/1/", "a/10/", "a/2/");
        assertThat(store.listFolders("a/", "", 2)).containsExactly("a/1/", "a/10/");
        assertThat(store.listFolders("a/", "a/10/", 2)).containsExactly("a/2/");
        assertThat(store.listFolders("a/1/", "", 2)).isEmpty();
        assertThat(store.listFolders("none/", "", 2)).isEmpty();
    }

    @Test
    void folderWithoutSlashAndEmptyPagesAreRefused() {
        assertThatThrownBy(() -> store.listFolders("a", "", 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.list("", "", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/../b",
                "a/./b",
                "a\\b",
                "a b",
                "a\0b",
                "ä",
                "~uploads/x",
                "a?b",
                "a%2e",
                "c:x"
            })
    void textsThatAreNoKeysAreRefused(String key) {
        assertThatThrownBy(() -> put(key, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
        assertThatThrownBy(() -> store.upload(key, PutMode.OVERWRITE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.read(key, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.open(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.head(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void prefixThatEscapesIsRefused() {
        for (String prefix : List.of("../", "a/../", "/", "a//")) {
            assertThatThrownBy(() -> store.list(prefix, "", 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.listFolders(prefix, "", 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void longestKeysAreKeys() throws IOException {
        String segment = "s".repeat(255);
        String key = segment + "/" + segment + "/" + segment + "/" + "s".repeat(256 - 1);
        assertThat(key).hasSize(1023);
        put(key, "x");

        assertThat(keys("")).containsExactly(key);
        assertThatThrownBy(() -> put("s".repeat(256), "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> put(key + "/x", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyAllowedCharacterIsKept() throws IOException {
        String key = "!-_.*'()/AZaz09/...";
        put(key, "x");

        assertThat(keys("")).containsExactly(key);
        assertThat(keys("!-_.*'()/AZaz09/..")).containsExactly(key);
    }

    @Test
    void objectsOutliveTheStoreObject() throws IOException {
        put("folder/a", "body");
        store.close();
        store = open();

        assertThat(keys("")).hasSize(outlivesItsObject() ? 1 : 0);
    }

    /// One thread's part of a concurrent test.
    protected interface Part {
        void run(int number) throws Exception;
    }

    protected static void runTogether(int threads, Part part) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int t = 0; t < threads; t++) {
                int number = t;
                running.add(executor.submit(() -> {
                    start.await();
                    part.run(number);
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> thread : running) {
                thread.get();
            }
        }
    }

    protected final void put(String key, String text) throws IOException {
        store.put(key, bytes(text), PutMode.OVERWRITE);
    }

    protected final String text(String key) throws IOException {
        try (InputStream stream = store.open(key)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    protected final List<String> keys(String prefix) throws IOException {
        return store.list(prefix, "", 10_000).stream().map(StoredObject::key).toList();
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
