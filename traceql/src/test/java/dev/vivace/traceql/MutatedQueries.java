package dev.vivace.traceql;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Known queries with some of their tokens left out, said twice, swapped, borrowed from another query, wrapped or
/// replaced by monsters. Most still parse.
public final class MutatedQueries {

    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|[\\w.:µ-]+|&&|\\|\\||!>>|!<<|&>>|&<<|>>|<<|[!&][<>~]|[=!]~|[<>!]=|\\s+|.",
            Pattern.DOTALL);

    private static final List<String> MONSTERS = List.of(
            "9".repeat(5_000),
            "0." + "1".repeat(5_000),
            "1e999",
            "1e-999",
            "9223372036854775807",
            "-9223372036854775807",
            "292y",
            "5ms".repeat(50),
            "\"" + "x".repeat(20_000) + "\"",
            "`" + "\\".repeat(1_000) + "`",
            "\"\\ud800\"",
            "\"\ud800\"",
            "\"\udc00\ud83d\"",
            ".\ud83d",
            ".\"\udfff\"",
            "\u202e",
            "\ufeff",
            "\u0000",
            "\"\\x00\\xff\"",
            "span.\"" + "\ud83d\ude00".repeat(2_000) + "\"",
            "." + "a.".repeat(5_000) + "b",
            "\u00a0",
            "nil",
            "minInt",
            "maxInt",
            "status",
            "trace:id",
            "link:traceID",
            "event:timeSinceStart",
            "nestedSetParent",
            "-",
            "!",
            "count()",
            "{ .a }",
            "| by(name)",
            "| coalesce()",
            "| select(name)");

    private final Random random;
    private final List<Verdicts.Verdict> corpus = Verdicts.all();
    private final List<String> accepted = Verdicts.accepted();

    public MutatedQueries(long seed) {
        random = new Random(seed);
    }

    public String next() {
        List<String> tokens = tokens(random.nextInt(4) == 0 ? any() : accepted.get(random.nextInt(accepted.size())));
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            mutate(tokens);
        }
        return String.join("", tokens);
    }

    private String any() {
        return corpus.get(random.nextInt(corpus.size())).query();
    }

    private static List<String> tokens(String query) {
        List<String> tokens = new ArrayList<>();
        for (Matcher matcher = TOKEN.matcher(query); matcher.find(); ) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private void mutate(List<String> tokens) {
        if (tokens.isEmpty()) {
            tokens.add(any());
            return;
        }
        int at = random.nextInt(tokens.size());
        while (at > 0 && tokens.get(at).isBlank()) {
            at--;
        }
        switch (random.nextInt(8)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(at, tokens.get(at));
            case 2 -> tokens.set(at, tokens.set(random.nextInt(tokens.size()), tokens.get(at)));
            case 3 -> tokens.set(at, MONSTERS.get(random.nextInt(MONSTERS.size())));
            case 4 -> {
                int end = at + 1 + random.nextInt(tokens.size() - at);
                tokens.add(end, ")");
                tokens.add(at, "(");
            }
            case 5 -> {
                int depth = 1 + random.nextInt(40);
                tokens.set(at, "(".repeat(depth) + tokens.get(at) + ")".repeat(depth));
            }
            default -> {
                List<String> other = tokens(any());
                tokens.set(at, other.get(random.nextInt(other.size())));
            }
        }
    }
}
