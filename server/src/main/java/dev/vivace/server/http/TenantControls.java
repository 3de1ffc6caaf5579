package dev.vivace.server.http;

import dev.vivace.tenancy.OverridesFile;
import dev.vivace.tenancy.TenantLimits;
import dev.vivace.tenancy.UserOverrides;
import org.jspecify.annotations.Nullable;

/// Tenants' limits as the API shows and keeps them. Immutable; what is in it is thread-safe.
///
/// @param limits in force
/// @param file the one with limits of single tenants; null if none is configured
/// @param userOverrides what tenants set for themselves; null if they may not
/// @param checkForConflicts whether a tenant with limits of its own in the file may not begin to
public record TenantControls(
        TenantLimits limits,
        @Nullable OverridesFile file,
        @Nullable UserOverrides userOverrides,
        boolean checkForConflicts) {

    /// Nobody is limited, nothing can be set.
    public static TenantControls none() {
        return new TenantControls(TenantLimits.none(), null, null, false);
    }
}
