package dev.vivace.tenancy;

import dev.vivace.model.TenantId;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;

/// The limits in force now: what whoever must keep to one asks, at every request. Thread-safe; asking costs a volatile
/// read, and a look into a map if any tenant has limits of its own.
public final class TenantLimits {

    private volatile Overrides overrides;

    public TenantLimits(Overrides overrides) {
        this.overrides = overrides;
    }

    /// Nobody is limited.
    public static TenantLimits none() {
        return new TenantLimits(new Overrides(Limits.NONE, Map.of()));
    }

    public Limits of(TenantId tenant) {
        return overrides.of(tenant);
    }

    public Overrides overrides() {
        return overrides;
    }

    /// From now on these are in force.
    public void replace(Overrides overrides) {
        this.overrides = overrides;
    }

    /// The shortest of a limit that all of several tenants have to keep to.
    ///
    /// @param limit of one tenant, zero for none of its own
    /// @param otherwise what a tenant without a limit of its own has; zero for none
    /// @return zero if none of them has one
    public Duration shortest(Collection<TenantId> tenants, Function<Limits, Duration> limit, Duration otherwise) {
        Duration shortest = Duration.ZERO;
        for (TenantId tenant : tenants) {
            Duration own = limit.apply(of(tenant));
            Duration valid = own.isZero() ? otherwise : own;
            if (valid.isPositive() && (shortest.isZero() || valid.compareTo(shortest) < 0)) {
                shortest = valid;
            }
        }
        return shortest;
    }
}
