package dev.vivace.server.config;

import dev.vivace.server.access.Credentials;
import dev.vivace.server.access.PortTls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Who may use the doors. Immutable.
///
/// @param usersFile where users are written, read again when it changes; null if nowhere
/// @param users those written into the configuration itself; null if none are
/// @param apiTls the certificate of the query API's port; null for plain HTTP
public record Security(
        @Nullable Path usersFile,
        @Nullable Credentials users,
        @Nullable PortTls apiTls) {

    /// Anybody may do anything: for a machine of one's own.
    public static final Security NONE = new Security(null, null, null);

    public boolean authenticates() {
        return usersFile != null || users != null;
    }
}
