package dev.vivace.tenancy;

import dev.vivace.model.TenantId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The limits of all tenants as the configuration says them. Immutable.
///
/// An entry is used whole: what it leaves out is without a limit, whatever the defaults say. A tenant without an entry
/// has the one for everybody (`*`), and without that the defaults.
public final class Overrides {

    /// The name of the entry for tenants that have none.
    public static final String WILDCARD = "*";

    private final Limits defaults;
    private final @Nullable Limits wildcard;
    private final Map<String, Limits> tenants;

    /// @param entries by name, [#WILDCARD] perhaps among them
    public Overrides(Limits defaults, Map<String, Limits> entries) {
        this.defaults = defaults;
        this.wildcard = entries.get(WILDCARD);
        Map<String, Limits> named = new TreeMap<>(entries);
        named.remove(WILDCARD);
        this.tenants = Map.copyOf(named);
    }

    public Limits of(TenantId tenant) {
        Limits own = tenants.isEmpty() ? null : tenants.get(tenant.name());
        if (own != null) {
            return own;
        }
        return wildcard == null ? defaults : wildcard;
    }

    public Limits defaults() {
        return defaults;
    }

    /// The entry for tenants that have none; null if there is no such entry.
    public @Nullable Limits wildcard() {
        return wildcard;
    }

    /// The entries by the names of their tenants, in their order, without the wildcard.
    public Map<String, Limits> tenants() {
        return new TreeMap<>(tenants);
    }

    /// Whose limits a tenant has: its own name, [#WILDCARD], or null for the defaults.
    public @Nullable String source(TenantId tenant) {
        if (tenants.containsKey(tenant.name())) {
            return tenant.name();
        }
        return wildcard == null ? null : WILDCARD;
    }
}
