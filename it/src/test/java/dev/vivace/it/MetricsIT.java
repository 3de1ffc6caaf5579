package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.it.ServerUnderTest.Lifetimes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/metrics` has what `docs/metrics.md` says it has, and nothing of Tempo's that the page leaves out.
class MetricsIT {
    private static final Pattern NAME = Pattern.compile("`((?:tempo|tempodb|go|process|jvm)_[a-z_]+)`");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE ([a-z_]+) ");

    @Test
    void thePageOfMetricsIsTrue(@TempDir Path directory) throws Exception {
        Path overrides = Files.writeString(directory.resolve("overrides.yaml"), "overrides: {a: {}}\n");
        try (ServerUnderTest server = ServerUnderTest.start(
                directory,
                Lifetimes.LIVE,
                "overrides: {defaults: {ingestion: {max_attribute_bytes: 4}, global: {max_bytes_per_trace: 9000}},"
                        + " per_tenant_override_config: \"" + overrides + "\"}\n")) {
            SampleSpan.of(1).send(server);
            String large =
                    "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\",\"spanId\":\"%016x\","
                            + "\"name\":\"" + "x".repeat(20_000) + "\"}]}]}]}";
            byte[] leftOut = large.formatted(7, 7).getBytes(StandardCharsets.UTF_8);
            Conversation.post(server.otlpHttp(), "application/json", leftOut);
            Conversation.get(server.api("/api/search"));

            Set<String> there =
                    names(TYPE, Conversation.get(server.api("/metrics")).text());
            String page = Repository.text("docs/metrics.md");
            Set<String> documented = names(NAME, page.substring(0, page.indexOf("## Not here")));
            assertThat(there).containsAll(documented);
            assertThat(there.stream().filter(name -> !name.startsWith("vivace_")))
                    .isSubsetOf(documented);
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        List<MatchResult> found = pattern.matcher(text).results().toList();
        return found.stream().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
