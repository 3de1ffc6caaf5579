package dev.vivace.server.config;

import dev.vivace.server.UserError;
import dev.vivace.server.config.ConfigNode.Entry;
import dev.vivace.server.config.ConfigNode.Section;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes [Settings] of a configuration file and flags: defaults, then the file, then flags. Thread-safe.
public final class SettingsLoader {
    private static final Place DEFAULTS_PLACE = new Place("defaults", 0, 0);

    private final KnownKeys keys = KnownKeys.load();
    private final Function<String, @Nullable String> environment;

    /// @param environment the value of an environment variable, or null if it is not set
    public SettingsLoader(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /// Without a file everything listens on the loopback address and data goes below `./vivace-data`.
    ///
    /// @param file null for none
    /// @param expandEnvironment whether `${VARIABLE}` in the file is replaced
    /// @throws ConfigException if anything in the file or in a flag cannot be used; it names all of it
    /// @throws UserError if the file cannot be read
    public Settings load(@Nullable Path file, boolean expandEnvironment, List<GoFlag.Given> flags) {
        if (file == null) {
            Section root = Section.empty(DEFAULTS_PLACE);
            set(root, "server.http_listen_address", "localhost", DEFAULTS_PLACE);
            return settings(root, new StartupNotes(), flags);
        }
        return parse(read(file), file.toString(), expandEnvironment, flags);
    }

    /// What the server would make of a file, problems included.
    ///
    /// @throws ConfigException if the file is no YAML
    /// @throws UserError if the file cannot be read
    public Explanation explain(Path file, boolean expandEnvironment) {
        return explain(read(file), file.toString(), expandEnvironment);
    }

    /// As [#explain], of text that is at hand.
    Explanation explain(String text, String source, boolean expandEnvironment) {
        StartupNotes notes = new StartupNotes();
        Section root = tree(text, source, expandEnvironment, notes);
        Problems problems = new Problems();
        keys.check(root, problems, notes);
        new SettingsReader(new SectionReader(root, "", problems), notes).read();
        return Explanation.of(root, keys, notes.lines(), problems);
    }

    /// As [#load], of text that is at hand.
    ///
    /// @param source the name to show in places
    Settings parse(String text, String source, boolean expandEnvironment, List<GoFlag.Given> flags) {
        StartupNotes notes = new StartupNotes();
        return settings(tree(text, source, expandEnvironment, notes), notes, flags);
    }

    private Section tree(String text, String source, boolean expandEnvironment, StartupNotes notes) {
        if (!expandEnvironment) {
            if (text.lines().anyMatch(line -> !line.stripLeading().startsWith("#") && line.contains("${"))) {
                notes.add(source + ": ${…}", "stays as it is, because of -config.expand-env=false");
            }
            return YamlTree.parse(text, source);
        }
        EnvironmentExpansion.Expanded expanded = EnvironmentExpansion.expand(text, source, environment);
        for (EnvironmentExpansion.Unset unset : expanded.unset()) {
            notes.add(
                    unset.place() + ": ${" + unset.name() + "}",
                    "the environment variable is not set and has no default, it became nothing");
        }
        return YamlTree.parse(expanded.text(), source);
    }

    /// Every key a file may have, and in brackets what becomes of it; for people to read.
    public List<String> describeKeys() {
        return keys.all().stream()
                .map(known -> known.path() + "  [" + known.treatment().name().toLowerCase(java.util.Locale.ROOT) + "]"
                        + (known.sentence().isEmpty() ? "" : " " + known.sentence()))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new UserError(
                    "configuration file " + file + " does not exist (looked in "
                            + Path.of("").toAbsolutePath() + ")",
                    "name another one with -config.file=FILE, or leave it out to start with defaults");
        } catch (CharacterCodingException e) {
            throw new UserError("configuration file " + file + " is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            throw new UserError(
                    "configuration file " + file + " cannot be read: " + e.getMessage(),
                    Files.isDirectory(file) ? "it is a directory; name the file in it" : "check its permissions");
        }
    }

    private Settings settings(Section root, StartupNotes notes, List<GoFlag.Given> flags) {
        for (GoFlag.Given given : flags) {
            GoFlag flag = given.flag();
            if (flag.key().isEmpty()) {
                notes.add("-" + flag.name(), flag.sentence());
            } else {
                set(root, flag.key(), given.value(), Place.ofFlag("-" + flag.name()));
            }
        }
        Problems problems = new Problems();
        keys.check(root, problems, notes);
        Settings settings = new SettingsReader(new SectionReader(root, "", problems), notes).read();
        problems.throwIfAny();
        return settings;
    }

    private static void set(Section root, String path, String value, Place place) {
        Section section = root;
        String[] names = path.split("\\.");
        for (int i = 0; i < names.length - 1; i++) {
            Entry entry = section.entries().get(names[i]);
            if (entry != null && entry.value() instanceof Section below) {
                section = below;
            } else {
                Section below = Section.empty(place);
                section.entries().put(names[i], new Entry(place, below));
                section = below;
            }
        }
        section.entries().put(names[names.length - 1], new Entry(place, new ConfigNode.Scalar(place, value)));
    }
}
