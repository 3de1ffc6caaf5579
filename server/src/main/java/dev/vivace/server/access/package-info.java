/// Who may use which door: tokens and passwords, each bound to tenants and rights, and the certificates of
/// the ports.
///
/// Start at [dev.vivace.server.access.AccessControl], which stands before every HTTP and gRPC service. Off
/// unless
/// credentials are configured. Nothing here knows what is behind a door.
@NullMarked
package dev.vivace.server.access;

import org.jspecify.annotations.NullMarked;
