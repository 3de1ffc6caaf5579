package dev.vivace.server.config;

import dev.vivace.model.TenantId;
import dev.vivace.server.config.ConfigNode.Section;
import dev.vivace.tenancy.Limits;
import dev.vivace.tenancy.Overrides;
import dev.vivace.tenancy.OverridesFile;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads the file with the limits of single tenants: `overrides: {"tenant": {...}, "*": {...}}`, each entry in either
/// style. Thread-safe.
public final class TenantOverrides implements OverridesFile.Parser {

    private final KnownKeys keys = KnownKeys.load();
    private final Limits defaults;
    private final int maxAttributeBytes;
    private final String source;

    /// @param settings for what an entry leaves to the server as a whole
    /// @param source the file's name, to show in places
    public TenantOverrides(Settings.Overrides settings, String source) {
        this.defaults = settings.defaults();
        this.maxAttributeBytes = settings.maxAttributeBytes();
        this.source = source;
    }

    /// @throws ConfigException if anything in it cannot be used; it names all of it
    @Override
    public Overrides parse(String text) {
        Section root = YamlTree.parse(text, source);
        Problems problems = new Problems();
        Map<String, Limits> entries = new LinkedHashMap<>();
        root.entries().forEach((name, entry) -> {
            if (!name.equals("overrides")) {
                problems.add(
                        entry.keyPlace(),
                        "unknown key '" + name + "' at the top level (expected: overrides, and the tenants below it)");
                return;
            }
            switch (entry.value()) {
                case Section tenants ->
                    tenants.entries()
                            .forEach((tenant, limits) -> entries.put(tenant, limits(tenant, limits, problems)));
                case ConfigNode.Nothing _ -> {}
                case ConfigNode other ->
                    problems.add(
                            other.place(), "overrides: no tenants below it (expected: keys, such as 'my-tenant:')");
            }
        });
        problems.throwIfAny();
        return new Overrides(defaults, entries);
    }

    private Limits limits(String tenant, ConfigNode.Entry entry, Problems problems) {
        String path = "overrides." + tenant;
        if (!tenant.equals(Overrides.WILDCARD)) {
            try {
                new TenantId(tenant);
            } catch (IllegalArgumentException e) {
                problems.add(entry.keyPlace(), "'" + tenant + "' is no tenant: " + e.getMessage());
            }
        }
        Section section = switch (entry.value()) {
            case Section written -> written;
            case ConfigNode.Nothing nothing -> Section.empty(nothing.place());
            case ConfigNode other -> {
                problems.add(other.place(), path + ": no limits below it (expected: keys, such as 'ingestion:')");
                yield Section.empty(other.place());
            }
        };
        keys.checkLimits(section, path, problems, new StartupNotes());
        SectionReader reader = new SectionReader(section, path, problems);
        return withAttributeLimit(new LimitsReader(reader, reader, absent()).read(), maxAttributeBytes);
    }

    /// An entry is used whole: what it leaves out is zero, but for whether senders are told when to come back.
    private Limits absent() {
        return withRetryInfo(Limits.NONE, defaults.ingestion().retryInfoEnabled());
    }

    private static Limits withRetryInfo(Limits limits, boolean enabled) {
        Limits.Ingestion in = limits.ingestion();
        return withIngestion(
                limits,
                new Limits.Ingestion(
                        in.rateStrategy(),
                        in.rateLimitBytes(),
                        in.burstSizeBytes(),
                        in.maxTracesPerUser(),
                        in.maxGlobalTracesPerUser(),
                        in.tenantShardSize(),
                        in.maxAttributeBytes(),
                        in.artificialDelay(),
                        enabled));
    }

    /// The limits with this length of attributes, if they say nothing about it themselves.
    static Limits withAttributeLimit(Limits limits, int maxAttributeBytes) {
        Limits.Ingestion in = limits.ingestion();
        if (in.maxAttributeBytes() > 0 || maxAttributeBytes == 0) {
            return limits;
        }
        return withIngestion(
                limits,
                new Limits.Ingestion(
                        in.rateStrategy(),
                        in.rateLimitBytes(),
                        in.burstSizeBytes(),
                        in.maxTracesPerUser(),
                        in.maxGlobalTracesPerUser(),
                        in.tenantShardSize(),
                        maxAttributeBytes,
                        in.artificialDelay(),
                        in.retryInfoEnabled()));
    }

    private static Limits withIngestion(Limits limits, Limits.Ingestion ingestion) {
        return new Limits(ingestion, limits.read(), limits.compaction(), limits.maxBytesPerTrace(), limits.recorded());
    }
}
