package dev.vivace.tenancy;

import dev.vivace.model.TenantId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What tenants have set for themselves through the API, one JSON document each, in files as the reference keeps them:
/// `<directory>/overrides/<tenant>/overrides.json`. Thread-safe; the directory is this process's alone.
///
/// A document has a version, which follows from its text: whoever writes says which one it means to replace, so that
/// nobody undoes unseen what somebody else wrote.
public final class UserOverrides {

    /// The version of what is not there.
    public static final String NO_VERSION = "0";

    private static final String FILE = "overrides.json";

    private final Path directory;

    public UserOverrides(Path directory) {
        this.directory = directory.resolve("overrides");
    }

    /// @param json as it was written
    public record Stored(String json, String version) {}

    /// A document was to be replaced that is not the one that is there.
    public static final class VersionMismatchException extends IOException {
        private static final long serialVersionUID = 1L;

        private VersionMismatchException(String expected, String actual) {
            super("version mismatch: the overrides have version " + actual + ", not " + expected);
        }
    }

    /// What the tenant has set.
    public synchronized Optional<Stored> find(TenantId tenant) throws IOException {
        try {
            String json = Files.readString(file(tenant));
            return Optional.of(new Stored(json, versionOf(json)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /// Replaces what the tenant has set; durable when this returns.
    ///
    /// @param expectedVersion of the document to be replaced, [#NO_VERSION] if there is none
    /// @return the version it has now
    public synchronized String put(TenantId tenant, String json, String expectedVersion) throws IOException {
        check(tenant, expectedVersion);
        Path file = file(tenant);
        Path folder = directory.resolve(tenant.name());
        Files.createDirectories(folder);
        Path fresh = folder.resolve(FILE + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(StandardCharsets.UTF_8.encode(json));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return versionOf(json);
    }

    /// Forgets what the tenant has set.
    ///
    /// @param expectedVersion as for [#put]
    /// @return whether there was anything
    public synchronized boolean delete(TenantId tenant, String expectedVersion) throws IOException {
        if (find(tenant).isEmpty()) {
            return false;
        }
        check(tenant, expectedVersion);
        Files.deleteIfExists(file(tenant));
        return true;
    }

    /// Tenants that have set anything, in order of name.
    public synchronized List<TenantId> tenants() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory)) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve(FILE))) {
                    names.add(folder.getFileName().toString());
                }
            }
        } catch (NoSuchFileException _) {
            return List.of();
        }
        Collections.sort(names);
        return names.stream().map(TenantId::new).toList();
    }

    private void check(TenantId tenant, String expected) throws IOException {
        String actual = find(tenant).map(Stored::version).orElse(NO_VERSION);
        if (!actual.equals(expected)) {
            throw new VersionMismatchException(expected, actual);
        }
    }

    private Path file(TenantId tenant) {
        return directory.resolve(tenant.name()).resolve(FILE);
    }

    /// Digits alone, as clients expect of the reference's versions.
    private static String versionOf(String json) {
        CRC32C checksum = new CRC32C();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        checksum.update(bytes);
        return Long.toString(checksum.getValue() << 20 ^ bytes.length ^ 1L << 60);
    }
}
