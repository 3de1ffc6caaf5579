package dev.vivace.server.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Every key a configuration may have, and what becomes of it: the table `known-keys.txt`, read once.
/// Immutable.
///
/// Paths are joined with dots; an element of a list has the path of its list. In the table `*` stands
/// for any one name and `**` for anything below.
final class KnownKeys {

    /// What becomes of a key.
    enum Treatment {
        /// The server does what it says.
        HONOURED,
        /// The server does what it means, under another name or in another measure.
        MAPPED,
        /// Read and checked; the part of the server that would act on it is not in this version.
        RECORDED,
        /// No effect, because Vivace needs no such thing.
        ACCEPTED,
        /// Dangerous or pointless to go on without it: the server does not start.
        REFUSED
    }

    /// @param sentence why, or what it became; empty for honoured keys
    record Known(String path, Treatment treatment, String sentence) {}

    private static final class Branch {
        private final Map<String, Branch> children = new TreeMap<>();
        private @Nullable Known known;
    }

    private static final Set<String> ABOUT_ALL_TENANTS = Set.of(
            "defaults",
            "enable_legacy_overrides",
            "per_tenant_override_config",
            "per_tenant_override_period",
            "user_configurable_overrides");

    private final Branch root = new Branch();
    private final List<Known> all = new ArrayList<>();

    private KnownKeys() {}

    /// Reads the table from the class path.
    static KnownKeys load() {
        try (InputStream in = KnownKeys.class.getResourceAsStream("known-keys.txt")) {
            if (in == null) {
                throw new IllegalStateException("known-keys.txt is not on the class path");
            }
            return parse(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("known-keys.txt cannot be read", e);
        }
    }

    private static KnownKeys parse(BufferedReader lines) throws IOException {
        KnownKeys keys = new KnownKeys();
        List<String> prefixes = List.of("");
        Treatment treatment = Treatment.HONOURED;
        String sentence = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String trimmed = line.strip();
            if (trimmed.isEmpty() || trimmed.startsWith("#")) {
                continue;
            }
            if (trimmed.startsWith("[")) {
                prefixes = List.of(trimmed.substring(1, trimmed.length() - 1).split(" +", -1));
            } else if (line.charAt(0) == ' ') {
                for (String prefix : prefixes) {
                    for (String key : trimmed.split(" +")) {
                        keys.add(prefix.isEmpty() ? key : prefix + "." + key, treatment, sentence);
                    }
                }
            } else {
                int colon = trimmed.indexOf(':');
                treatment = switch (trimmed.substring(0, colon)) {
                    case "honoured" -> Treatment.HONOURED;
                    case "mapped" -> Treatment.MAPPED;
                    case "recorded" -> Treatment.RECORDED;
                    case "accepted" -> Treatment.ACCEPTED;
                    case "refused" -> Treatment.REFUSED;
                    default -> throw new IllegalStateException("known-keys.txt: " + trimmed);
                };
                sentence = trimmed.substring(colon + 1).strip();
            }
        }
        return keys;
    }

    private void add(String path, Treatment treatment, String sentence) {
        Branch branch = root;
        for (String name : path.split("\\.")) {
            branch = branch.children.computeIfAbsent(name, _ -> new Branch());
        }
        if (branch.known != null) {
            throw new IllegalStateException("known-keys.txt: " + path + " appears twice");
        }
        Known known = new Known(path, treatment, sentence);
        branch.known = known;
        all.add(known);
    }

    /// In the order of the table.
    List<Known> all() {
        return List.copyOf(all);
    }

    /// Looks up every key of a file: unknown keys and refused ones are problems, keys without effect are
    /// notes.
    void check(ConfigNode.Section file, Problems problems, StartupNotes notes) {
        check(file, root, "", problems, notes);
    }

    /// As [#check], of one tenant's entry in the per-tenant file: what the defaults may say, in both styles.
    void checkLimits(ConfigNode.Section entry, String path, Problems problems, StartupNotes notes) {
        Branch overrides = child(root, "overrides");
        Branch limits = new Branch();
        limits.children.putAll(overrides.children);
        ABOUT_ALL_TENANTS.forEach(limits.children::remove);
        limits.children.putAll(child(overrides, "defaults").children);
        check(entry, limits, path, problems, notes);
    }

    private static Branch child(Branch branch, String name) {
        Branch child = branch.children.get(name);
        if (child == null) {
            throw new IllegalStateException("known-keys.txt: nothing is known of " + name);
        }
        return child;
    }

    private void check(ConfigNode.Section section, Branch branch, String path, Problems problems, StartupNotes notes) {
        for (Map.Entry<String, ConfigNode.Entry> entry : section.entries().entrySet()) {
            String name = entry.getKey();
            Place place = entry.getValue().keyPlace();
            String keyPath = path.isEmpty() ? name : path + "." + name;
            // receivers may have a name of their own after their type, as in otlp/second
            int slash = path.equals("distributor.receivers") ? name.indexOf('/') : -1;
            String listed = slash > 0 ? name.substring(0, slash) : name;
            Branch below = branch.children.getOrDefault(listed, branch.children.get("*"));
            if (below == null) {
                problems.add(place, unknown(name, path, branch));
            } else {
                descend(entry.getValue(), below, keyPath, problems, notes);
            }
        }
    }

    private void descend(ConfigNode.Entry entry, Branch branch, String path, Problems problems, StartupNotes notes) {
        boolean refused = branch.known != null && branch.known.treatment() == Treatment.REFUSED;
        if (!refused || !saysNothing(entry.value())) {
            report(branch, path, entry.keyPlace(), problems, notes);
        }
        value(entry.value(), branch, path, problems, notes);
    }

    private void value(ConfigNode value, Branch branch, String path, Problems problems, StartupNotes notes) {
        Branch anything = branch.children.get("**");
        if (anything != null) {
            if (!saysNothing(value)) {
                report(anything, path, value.place(), problems, notes);
            }
            return;
        }
        switch (value) {
            case ConfigNode.Section section -> {
                if (branch.children.isEmpty()) {
                    problems.add(section.place(), path + ": keys below it (expected: a single value)");
                } else {
                    check(section, branch, path, problems, notes);
                }
            }
            case ConfigNode.Items items -> items.values().forEach(item -> value(item, branch, path, problems, notes));
            case ConfigNode.Scalar scalar -> {
                if (branch.known == null) {
                    problems.add(
                            scalar.place(),
                            path + ": '" + Secrets.masked(List.of(path.split("\\.")), scalar.text())
                                    + "' (expected: keys, such as '"
                                    + branch.children.keySet().iterator().next() + ":')");
                }
            }
            case ConfigNode.Nothing _ -> {}
        }
    }

    private static void report(
            @Nullable Branch branch, String path, Place place, Problems problems, StartupNotes notes) {
        Known known = branch == null ? null : branch.known;
        if (known == null) {
            return;
        }
        switch (known.treatment()) {
            case HONOURED, MAPPED -> {}
            case RECORDED, ACCEPTED -> notes.add(path, known.sentence());
            case REFUSED -> problems.add(place, path + ": " + known.sentence());
        }
    }

    /// Nothing is asked for by `key:`, `key: ""` or `key: {}`, nor by keys below that ask for nothing.
    private static boolean saysNothing(ConfigNode value) {
        return switch (value) {
            case ConfigNode.Nothing _ -> true;
            case ConfigNode.Scalar scalar -> scalar.text().isEmpty();
            case ConfigNode.Section section ->
                section.entries().values().stream().allMatch(entry -> saysNothing(entry.value()));
            case ConfigNode.Items items -> items.values().isEmpty();
        };
    }

    /// What becomes of the key with this path, null if it is unknown or only a section.
    @Nullable
    Known find(List<String> names) {
        Branch branch = branch(names);
        Branch anything = branch == null ? null : branch.children.get("**");
        if (branch == null) {
            return null;
        }
        return branch.known == null && anything != null ? anything.known : branch.known;
    }

    /// Whether keys with this path before them are known.
    boolean isSection(List<String> names) {
        Branch branch = branch(names);
        return branch != null && !branch.children.isEmpty();
    }

    private @Nullable Branch branch(List<String> names) {
        Branch branch = root;
        for (String name : names) {
            Branch anything = branch.children.get("**");
            if (anything != null) {
                return anything;
            }
            Branch below = branch.children.getOrDefault(name, branch.children.get("*"));
            if (below == null) {
                return null;
            }
            branch = below;
        }
        return branch;
    }

    private String unknown(String name, String path, Branch branch) {
        String in = path.isEmpty() ? "at the top level" : "in " + path;
        String message = "unknown key '" + name + "' " + in;
        String sibling = Spelling.nearest(name, branch.children.keySet());
        if (sibling != null) {
            return message + ", did you mean '" + sibling + "'?";
        }
        for (Known known : all) {
            if (known.path().endsWith("." + name) || known.path().equals(name)) {
                return message + "; there is '" + known.path() + "', is the indentation right?";
            }
        }
        if (path.isEmpty() && (name.equals("services") || name.equals("apiVersion") || name.equals("kind"))) {
            return message + "; this looks like a "
                    + (name.equals("services") ? "compose file" : "Kubernetes manifest")
                    + ": pass the tempo.yaml it contains";
        }
        List<String> siblings = branch.children.keySet().stream()
                .filter(key -> !key.startsWith("*"))
                .toList();
        return message + " (known here: " + String.join(", ", siblings.subList(0, Math.min(12, siblings.size())))
                + (siblings.size() > 12 ? ", …" : "") + ")";
    }
}
