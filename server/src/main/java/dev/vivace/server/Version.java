package dev.vivace.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/// Which Vivace this is, as the build wrote it down. Immutable.
///
/// @param number as in Maven, such as `0.1.0-SNAPSHOT`
public record Version(String number) {

    /// Of the running program.
    public static Version current() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("version.properties cannot be read from the class path", e);
        }
        return new Version(properties.getProperty("version", "unknown"));
    }

    /// One line: the version, the Java runtime and the machine.
    public String describe() {
        return "vivace " + number + " (Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ")";
    }
}
