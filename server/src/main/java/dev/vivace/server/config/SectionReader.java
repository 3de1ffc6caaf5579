package dev.vivace.server.config;

import dev.vivace.server.access.Credentials;
import dev.vivace.server.config.ConfigNode.Entry;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads typed values out of one section. A value that cannot be read is a problem with its place; the
/// default stands in for it so that reading goes on and finds the next problem. An absent section reads
/// as an empty one.
final class SectionReader {
    private static final Set<String> TRUE = Set.of("true", "yes", "on", "y");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "n");
    private static final int MAX_PORT = 65535;

    private final ConfigNode.Section section;
    private final String path;
    private final Problems problems;

    SectionReader(ConfigNode.Section section, String path, Problems problems) {
        this.section = section;
        this.path = path;
        this.problems = problems;
    }

    /// The section below, `path` being names joined with dots.
    SectionReader section(String names) {
        SectionReader reader = this;
        for (String name : names.split("\\.")) {
            reader = reader.child(name);
        }
        return reader;
    }

    /// The section of this name, which may hold dots.
    SectionReader child(String name) {
        Entry entry = section.entries().get(name);
        ConfigNode.Section below = entry != null && entry.value() instanceof ConfigNode.Section found
                ? found
                : ConfigNode.Section.empty(section.place());
        return new SectionReader(below, pathOf(name), problems);
    }

    /// Whether the key is there, with or without a value.
    boolean has(String key) {
        return section.entries().containsKey(key);
    }

    /// The keys, in the order of the file.
    List<String> keys() {
        return List.copyOf(section.entries().keySet());
    }

    /// Every key with its value, in the order of the file.
    void forEach(BiConsumer<String, ConfigNode> each) {
        section.entries().forEach((name, entry) -> each.accept(name, entry.value()));
    }

    /// Whether the section itself says anything.
    boolean isEmpty() {
        return section.entries().isEmpty();
    }

    String text(String key, String absent) {
        return read(key, absent, text -> text);
    }

    boolean bool(String key, boolean absent) {
        return read(key, absent, text -> {
            String lower = text.toLowerCase(Locale.ROOT);
            if (TRUE.contains(lower)) {
                return true;
            }
            if (FALSE.contains(lower)) {
                return false;
            }
            throw new IllegalArgumentException("expected: true or false");
        });
    }

    int port(String key, int absent) {
        return read(key, absent, text -> {
            long port = ByteSize.parseNumber(text);
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException("expected: a port, 0 to " + MAX_PORT + " (0: any free port)");
            }
            return (int) port;
        });
    }

    int count(String key, int absent) {
        return read(key, absent, text -> {
            long count = ByteSize.parseNumber(text);
            if (count < 0 || count > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("expected: 0 to " + Integer.MAX_VALUE);
            }
            return (int) count;
        });
    }

    long bytes(String key, long absent) {
        return read(key, absent, text -> {
            long bytes = ByteSize.parse(text);
            if (bytes < 0) {
                throw new IllegalArgumentException("expected: 0 or more bytes");
            }
            return bytes;
        });
    }

    Duration duration(String key, Duration absent) {
        return read(key, absent, GoDuration::parse);
    }

    /// A duration where days, weeks and years are allowed.
    Duration longDuration(String key, Duration absent) {
        return read(key, absent, GoDuration::parseLong);
    }

    Path path(String key, Path absent) {
        return read(key, absent, text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("expected: a directory");
            }
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("expected: a directory; " + e.getReason(), e);
            }
        });
    }

    Door door(String key, Door absent) {
        return read(key, absent, Door::parse);
    }

    /// One address, or a list of them.
    List<Door> doors(String key, Door absent) {
        Entry entry = section.entries().get(key);
        if (entry == null || !(entry.value() instanceof ConfigNode.Items(Place place, List<ConfigNode> values))) {
            return List.of(door(key, absent));
        }
        List<Door> doors = new ArrayList<>();
        for (ConfigNode value : values) {
            if (value instanceof ConfigNode.Scalar scalar) {
                doors.add(parse(key, scalar, absent, Door::parse));
            }
        }
        if (doors.isEmpty()) {
            problem(place, pathOf(key) + ": an empty list (expected: at least one address)");
        }
        return doors;
    }

    /// A list of texts; one text, with commas between several, is as good.
    List<String> texts(String key) {
        Entry entry = section.entries().get(key);
        if (entry != null && entry.value() instanceof ConfigNode.Items items) {
            return items.values().stream()
                    .filter(ConfigNode.Scalar.class::isInstance)
                    .map(value -> ((ConfigNode.Scalar) value).text())
                    .toList();
        }
        String text = text(key, "");
        return text.isEmpty() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
    }

    <E extends Enum<E>> E oneOf(String key, E absent, Class<E> type) {
        return read(key, absent, text -> {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            List<String> names = List.of(type.getEnumConstants()).stream()
                    .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                    .toList();
            throw new IllegalArgumentException("expected: " + String.join(", ", names));
        });
    }

    /// A list of texts, or one text alone; empty if there is none.
    ///
    /// @param check throws with what was expected of an element
    List<String> texts(String key, Consumer<String> check) {
        Entry entry = section.entries().get(key);
        List<ConfigNode> values = switch (entry == null ? null : entry.value()) {
            case null -> List.of();
            case ConfigNode.Items items -> items.values();
            case ConfigNode.Scalar scalar -> List.of(scalar);
            case ConfigNode.Section _, ConfigNode.Nothing _ -> List.of();
        };
        List<String> texts = new ArrayList<>();
        for (ConfigNode value : values) {
            if (value instanceof ConfigNode.Scalar(Place place, String text)) {
                try {
                    check.accept(text);
                    texts.add(text);
                } catch (IllegalArgumentException e) {
                    problem(place, pathOf(key) + ": '" + text + "' (" + e.getMessage() + ")");
                }
            } else {
                problem(value.place(), pathOf(key) + ": (expected: a list of texts)");
            }
        }
        return List.copyOf(texts);
    }

    /// Users and what they may do; see [UsersReader].
    Credentials users(String key) {
        Entry entry = section.entries().get(key);
        return UsersReader.read(entry == null ? section : entry.value(), problems);
    }

    /// Builds a record whose constructor checks how its values fit together; a refusal is reported at this
    /// section.
    <T> T build(T absent, Supplier<T> record) {
        try {
            return record.get();
        } catch (IllegalArgumentException e) {
            problem(section.place(), path + ": " + e.getMessage());
            return absent;
        }
    }

    /// Reports that a value, understood as it is, cannot be used.
    void refuse(String key, String why) {
        Entry entry = section.entries().get(key);
        problem(entry == null ? section.place() : entry.value().place(), pathOf(key) + ": " + why);
    }

    private <T> T read(String key, T absent, Function<String, T> parse) {
        ConfigNode.Scalar scalar = scalar(key);
        return scalar == null ? absent : parse(key, scalar, absent, parse);
    }

    private <T> T parse(String key, ConfigNode.Scalar scalar, T absent, Function<String, T> parse) {
        try {
            return parse.apply(scalar.text());
        } catch (IllegalArgumentException e) {
            problem(scalar.place(), pathOf(key) + ": '" + scalar.text() + "' (" + e.getMessage() + ")");
            return absent;
        }
    }

    private ConfigNode.@Nullable Scalar scalar(String key) {
        Entry entry = section.entries().get(key);
        if (entry == null) {
            return null;
        }
        return switch (entry.value()) {
            case ConfigNode.Scalar scalar -> scalar;
            case ConfigNode.Nothing _ -> null;
            case ConfigNode.Section _ -> null; // reported as keys below a value when the key was looked up
            case ConfigNode.Items items -> {
                problem(items.place(), pathOf(key) + ": a list (expected: a single value)");
                yield null;
            }
        };
    }

    private void problem(Place place, String message) {
        problems.add(place, message);
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
