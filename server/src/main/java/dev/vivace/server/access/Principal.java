package dev.vivace.server.access;

import dev.vivace.model.TenantId;
import java.util.Set;

/// Somebody who proved who they are. Immutable.
///
/// @param name for logs and refusals
/// @param tenants whose data they may touch; empty for everybody's
/// @param rights at least one
public record Principal(String name, Set<TenantId> tenants, Set<Right> rights) {
    public Principal {
        tenants = Set.copyOf(tenants);
        rights = Set.copyOf(rights);
        if (name.isEmpty() || rights.isEmpty()) {
            throw new IllegalArgumentException(
                    "user '" + name + "' with rights " + rights + " (expected: a name and at least one right)");
        }
    }

    public boolean mayTouch(TenantId tenant) {
        return tenants.isEmpty() || tenants.contains(tenant);
    }
}
