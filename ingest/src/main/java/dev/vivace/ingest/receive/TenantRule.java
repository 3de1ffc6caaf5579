package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.HttpHeaders;
import dev.vivace.model.TenantId;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.TreeMap;

/// Who a request belongs to, from its `X-Scope-OrgID` header or metadata. Immutable.
///
/// The header names one tenant, or for queries several: `shop|billing`. What follows a colon (`shop:region=eu`) is
/// metadata and ignored.
public final class TenantRule {

    /// The header's name.
    public static final AsciiString HEADER = AsciiString.cached("x-scope-orgid");

    private final boolean multitenancy;

    /// @param multitenancy if false, everything belongs to [TenantId#SINGLE] and the header is ignored
    public TenantRule(boolean multitenancy) {
        this.multitenancy = multitenancy;
    }

    /// What a request's headers say.
    public sealed interface Outcome {

        /// At least one tenant, in order of name, each once.
        record Named(List<TenantId> tenants) implements Outcome {
            public Named {
                tenants = List.copyOf(tenants);
            }
        }

        /// No tenant.
        ///
        /// @param headerPresent whether there is one header, and it is empty
        record Missing(boolean headerPresent) implements Outcome {}

        /// Something that is no tenant; the message is the reference's.
        record Invalid(String message) implements Outcome {}
    }

    public Outcome of(HttpHeaders headers) {
        if (!multitenancy) {
            return new Outcome.Named(List.of(TenantId.SINGLE));
        }
        List<String> values = headers.getAll(HEADER);
        if (values.size() != 1) {
            return new Outcome.Missing(false);
        }
        String value = values.getFirst();
        if (value.isEmpty()) {
            return new Outcome.Missing(true);
        }
        TreeMap<String, TenantId> tenants = new TreeMap<>();
        for (String part : value.split("\\|", -1)) {
            int colon = part.indexOf(':');
            String name = colon < 0 ? part : part.substring(0, colon);
            try {
                tenants.put(name, new TenantId(name));
            } catch (IllegalArgumentException e) {
                return new Outcome.Invalid(String.valueOf(e.getMessage()));
            }
        }
        return new Outcome.Named(List.copyOf(tenants.values()));
    }
}
