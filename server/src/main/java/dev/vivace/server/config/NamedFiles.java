package dev.vivace.server.config;

import dev.vivace.server.access.PortTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The files a configuration names, read as the server reads them when it starts: for whoever wants to know before.
public final class NamedFiles {

    private NamedFiles() {}

    /// What is wrong with them; empty if the server starts with them.
    public static List<String> problems(Settings settings) {
        List<String> problems = new ArrayList<>();
        Path overrides = settings.overrides().perTenantFile();
        check(
                overrides,
                "overrides.per_tenant_override_config",
                problems,
                file -> new TenantOverrides(settings.overrides(), file.toString()).parse(Files.readString(file)));
        check(
                settings.security().usersFile(),
                "vivace.auth.users_file",
                problems,
                file -> UsersReader.file(file, System.getenv()::get));
        Set<PortTls> certificates = new LinkedHashSet<>();
        if (settings.security().apiTls() != null) {
            certificates.add(settings.security().apiTls());
        }
        for (Receivers.Receiver receiver : settings.receivers().all()) {
            if (receiver.tls() != null) {
                certificates.add(receiver.tls());
            }
        }
        for (PortTls tls : certificates) {
            try {
                tls.provider(System::nanoTime);
            } catch (IOException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return problems;
    }

    private interface Reading {
        void of(Path file) throws IOException;
    }

    private static void check(@Nullable Path file, String key, List<String> problems, Reading reading) {
        if (file == null) {
            return;
        }
        try {
            reading.of(file);
        } catch (IOException e) {
            problems.add(key + ": " + file + " cannot be read: " + e + " (expected: a file, on this machine)");
        } catch (ConfigException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }
}
