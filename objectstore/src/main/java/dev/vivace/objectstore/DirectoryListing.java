package dev.vivace.objectstore;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// One listing of a directory as keys: depth first, folders sorted as if their name ended in `/`, which is the order of
/// the full keys. Holds the names of the folders it is in. Confined to one thread, used once.
final class DirectoryListing {

    private final Path root;
    private final String prefix;
    private final String startAfter;
    private final int limit;
    private final List<StoredObject> objects = new ArrayList<>();

    DirectoryListing(Path root, String prefix, String startAfter, int limit) {
        this.root = root;
        this.prefix = prefix;
        this.startAfter = startAfter;
        this.limit = limit;
    }

    List<StoredObject> objects() throws IOException {
        String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        walk(folder);
        return objects;
    }

    List<String> folders() throws IOException {
        List<String> folders = new ArrayList<>();
        for (String name : names(prefix).keySet()) {
            String folder = prefix + name;
            if (name.endsWith("/") && folder.compareTo(startAfter) > 0 && holdsObject(folder)) {
                folders.add(folder);
                if (folders.size() == limit) {
                    break;
                }
            }
        }
        return folders;
    }

    private void walk(String folder) throws IOException {
        for (var entry : names(folder).entrySet()) {
            if (objects.size() == limit) {
                return;
            }
            String key = folder + entry.getKey();
            if (key.endsWith("/")) {
                boolean wanted = key.startsWith(prefix) || prefix.startsWith(key);
                boolean behind = key.compareTo(startAfter) > 0 || startAfter.startsWith(key);
                if (wanted && behind) {
                    walk(key);
                }
            } else if (key.startsWith(prefix) && key.compareTo(startAfter) > 0) {
                BasicFileAttributes attributes = entry.getValue();
                objects.add(new StoredObject(
                        key, attributes.size(), attributes.lastModifiedTime().toInstant()));
            }
        }
    }

    /// Whether there is an object somewhere below: a put that failed half-way may have left an empty folder.
    private boolean holdsObject(String folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(folder))) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (ObjectKeys.isSegment(name)
                        && (Files.isRegularFile(file) || Files.isDirectory(file) && holdsObject(folder + name + "/"))) {
                    return true;
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Deleted meanwhile.
            return false;
        }
        return false;
    }

    /// Names in a folder that can be in keys, folders with `/`, in the order of keys.
    private TreeMap<String, BasicFileAttributes> names(String folder) throws IOException {
        TreeMap<String, BasicFileAttributes> names = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(folder))) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (ObjectKeys.isSegment(name)) {
                    add(names, name, file);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Deleted meanwhile, or never there: no objects either way.
            names.clear();
        }
        return names;
    }

    private static void add(TreeMap<String, BasicFileAttributes> names, String name, Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                names.put(name + "/", attributes);
            } else if (attributes.isRegularFile()) {
                names.put(name, attributes);
            }
        } catch (NoSuchFileException e) {
            // Deleted since its name was read.
            names.remove(name);
        }
    }
}
