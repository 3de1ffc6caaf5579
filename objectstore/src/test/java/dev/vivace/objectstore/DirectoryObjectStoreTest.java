package dev.vivace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.objectstore.ObjectStore.PutMode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest extends ObjectStoreContract {

    @TempDir
    private Path root;

    @Override
    protected ObjectStore open() throws IOException {
        return DirectoryObjectStore.open(root);
    }

    @Test
    void keyIsThePath() throws IOException {
        put("tenant/block/meta.json", "body");

        assertThat(root.resolve("tenant/block/meta.json")).hasContent("body");
    }

    @Test
    void unfinishedUploadsOfACrashAreDeletedOnOpen() throws IOException {
        Path leftover = root.resolve(DirectoryObjectStore.UPLOADS).resolve("0b0e");
        Files.writeString(leftover, "half an obj");
        try (ObjectStore reopened = open()) {
            assertThat(leftover).doesNotExist();
            assertThat(reopened.list("", "", 10)).isEmpty();
        }
    }

    @Test
    void nothingStaysBehindInUploads() throws IOException {
        put("a", "x");
        store().put("b", bytes("x"), PutMode.IF_ABSENT);
        assertThatThrownBy(() -> store().put("b", bytes("x"), PutMode.IF_ABSENT))
                .isInstanceOf(ObjectExistsException.class);
        try (ObjectUpload upload = store().upload("c", PutMode.OVERWRITE)) {
            upload.write(bytes("x"));
        }
        try (Stream<Path> left = Files.list(root.resolve(DirectoryObjectStore.UPLOADS))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void foreignFilesAreIgnored() throws IOException {
        Files.createDirectories(root.resolve("lost+found"));
        Files.writeString(root.resolve("a file"), "x");
        Files.createDirectories(root.resolve("empty/folder"));
        put("a", "x");

        assertThat(keys("")).containsExactly("a");
        assertThat(store().listFolders("", "", 10)).isEmpty();
    }

    @Test
    void emptyFoldersAreRemoved() throws IOException {
        put("a/b/c/d", "x");
        put("a/e", "x");
        store().delete("a/b/c/d");

        assertThat(root.resolve("a/b")).doesNotExist();
        assertThat(root.resolve("a/e")).exists();
    }

    @Test
    void keyCannotBeAFolder() throws IOException {
        put("a/b", "x");
        for (PutMode mode : PutMode.values()) {
            assertThatThrownBy(() -> store().put("a", bytes("x"), mode))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'a'");
            assertThatThrownBy(() -> store().put("a/b/c", bytes("x"), mode))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'a/b/c'");
        }
        assertThat(keys("")).containsExactly("a/b");
    }

    @Test
    void moreObjectsThanOpenFilesAreRead() throws IOException {
        ChannelCache cache = new ChannelCache(3);
        for (int i = 0; i < 10; i++) {
            Files.writeString(root.resolve("f" + i), "body " + i);
        }
        try (ChannelCache.Lease first = cache.lease("f0", root::resolve)) {
            for (int i = 1; i < 10; i++) {
                cache.lease("f" + i, root::resolve).close();
                assertThat(cache.size()).isLessThanOrEqualTo(3);
            }
            // Evicted long ago, and open as long as somebody reads.
            assertThat(first.channel().isOpen()).isTrue();
        }
        ChannelCache.Lease kept = cache.lease("f9", root::resolve);
        kept.close();
        assertThat(kept.channel().isOpen()).isTrue();
        cache.close();
        assertThat(kept.channel().isOpen()).isFalse();
    }

    @Test
    void interruptedReaderDisturbsNoOther() throws Exception {
        put("a", "x".repeat(100_000));
        AtomicBoolean done = new AtomicBoolean();
        runTogether(3, number -> {
            if (number == 0) {
                for (int i = 0; i < 300; i++) {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> store().read("a", 0, 100_000))
                            .isInstanceOfAny(ClosedByInterruptException.class, InterruptedIOException.class);
                    assertThat(Thread.interrupted()).isTrue();
                }
                done.set(true);
            } else {
                while (!done.get()) {
                    assertThat(store().read("a", 0, 100_000)).hasSize(100_000);
                }
            }
        });
    }

    @Test
    void unwritableStoreSaysWhatItTried() throws IOException {
        Files.delete(root.resolve(DirectoryObjectStore.UPLOADS));

        assertThatThrownBy(() -> put("a/b", "x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'a/b'")
                .hasMessageContaining(root.toString());
    }

    @Test
    void storeInAFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "x");

        assertThatThrownBy(() -> DirectoryObjectStore.open(file)).isInstanceOf(IOException.class);
    }

    @Test
    void keysOfTheOtherFilesAreSafe() throws IOException {
        put("a", "x");
        for (String key : List.of("../" + root.getFileName() + "/a", "b/../a")) {
            assertThatThrownBy(() -> store().read(key, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
