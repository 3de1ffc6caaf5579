package dev.vivace.traceql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The queries of `verdicts.txt`, whose verdicts were taken from the reference.
public final class Verdicts {
    /// A query and what becomes of it: `accepted`, `parse error` or `validation error`.
    public record Verdict(String query, String verdict) {}

    private Verdicts() {}

    public static List<Verdict> all() {
        List<Verdict> verdicts = new ArrayList<>();
        String verdict = "";
        for (String line : lines("verdicts.txt")) {
            if (line.startsWith("## ")) {
                verdict = line.substring(3);
            } else if (!line.startsWith("# ")) {
                verdicts.add(new Verdict(line, verdict));
            }
        }
        return verdicts;
    }

    /// Queries both dialects accept.
    public static List<String> accepted() {
        return all().stream()
                .filter(verdict -> verdict.verdict().equals("accepted"))
                .map(Verdict::query)
                .toList();
    }

    public static List<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(Verdicts.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
