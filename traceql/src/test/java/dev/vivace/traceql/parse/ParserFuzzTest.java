package dev.vivace.traceql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.vivace.traceql.MutatedQueries;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.Verdicts;
import dev.vivace.traceql.Verdicts.Verdict;
import dev.vivace.traceql.ast.Fields;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.print.Canonical;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the text, parsing ends soon, and with a tree or a [TraceQlException].
class ParserFuzzTest {
    private static final List<String> FRAGMENTS = List.of(
            "{",
            "}",
            "(",
            ")",
            "|",
            "&&",
            "||",
            "!",
            "=",
            "!=",
            "=~",
            ">",
            ">>",
            "!>>",
            "&>",
            "~",
            "-",
            "+",
            "*",
            "^",
            "nil",
            "true",
            "error",
            "server",
            "duration",
            "name",
            "span:",
            "span.a",
            ".b",
            "x.y",
            "\"s\"",
            "`r`",
            "5",
            "1.5",
            "10ms",
            "1d",
            "by",
            "select",
            "coalesce",
            "count()",
            "avg(",
            "rate()",
            "topk(3)",
            "compare(",
            "quantile_over_time(",
            "with(",
            ",",
            " ",
            "\n",
            "//",
            "/*",
            "*/",
            "\"",
            "'",
            "parent.",
            "minInt",
            "and");

    @Test
    void randomBytesAreSurvived() {
        long seed = 11_235_813;
        for (int i = 0; i < 5_000; i++) {
            Random random = new Random(seed + i);
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            survives(
                    new String(bytes, random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16),
                    seed + i);
        }
    }

    @Test
    void randomFragmentsAreSurvived() {
        long seed = 31_415_926;
        for (int i = 0; i < 15_000; i++) {
            Random random = new Random(seed + i);
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{ " : "");
            for (int j = random.nextInt(15); j > 0; j--) {
                text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
                text.append(random.nextInt(3) > 0 ? " " : "");
            }
            survives(text.toString(), seed + i);
        }
    }

    @Test
    void mutatedQueriesAreSurvived() {
        long seed = 27_182_818;
        List<Verdict> corpus = Verdicts.all();
        for (int i = 0; i < 20_000; i++) {
            Random random = new Random(seed + i);
            StringBuilder text =
                    new StringBuilder(corpus.get(random.nextInt(corpus.size())).query());
            for (int j = 1 + random.nextInt(3); j > 0; j--) {
                mutate(text, random, corpus);
            }
            survives(text.toString(), seed + i);
        }
    }

    @Test
    void mutatedTokensAreSurvived() {
        long seed = 14_142_135;
        MutatedQueries queries = new MutatedQueries(seed);
        for (int i = 0; i < 10_000; i++) {
            survives(queries.next(), seed);
        }
    }

    private static void mutate(StringBuilder text, Random random, List<Verdict> corpus) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(4));
        switch (random.nextInt(4)) {
            case 0 -> text.delete(at, end);
            case 1 -> text.insert(at, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            case 2 -> text.insert(at, (char) (random.nextInt(10) == 0 ? random.nextInt(0x10000) : random.nextInt(128)));
            default -> {
                String other = corpus.get(random.nextInt(corpus.size())).query();
                text.replace(at, text.length(), other.substring(random.nextInt(other.length() + 1)));
            }
        }
    }

    /// Parses, compiles, prints and filters; any exception but ours fails the test.
    private static void survives(String text, long seed) {
        try {
            TraceQl.lenientFilter(text);
            Query strict = attempt(text, Dialect.STRICT);
            Query vivace = attempt(text, Dialect.VIVACE);
            if (strict != null) {
                assertThat(vivace).isEqualTo(strict);
            }
            if (vivace != null) {
                assertThat(TraceQl.parse(Canonical.text(vivace), Dialect.VIVACE))
                        .isEqualTo(vivace);
                assertThat(Fields.mentioned(vivace)).doesNotContainNull();
                compile(text);
            }
        } catch (RuntimeException | AssertionError | StackOverflowError broken) {
            fail("seed " + seed + ": " + text, broken);
        }
    }

    private static @Nullable Query attempt(String text, Dialect dialect) {
        try {
            return TraceQl.parse(text, dialect);
        } catch (TraceQlException refused) {
            assertThat(refused.kind()).isEqualTo(TraceQlException.Kind.PARSE);
            assertThat(refused.offset()).isBetween(0, text.length());
            assertThat(refused.getMessage())
                    .startsWith("parse error at line " + refused.line() + ", col " + refused.column() + ": ")
                    .hasSizeLessThan(500);
            return null;
        }
    }

    private static void compile(String text) {
        try {
            TraceQl.compile(text, Dialect.VIVACE);
        } catch (TraceQlException refused) {
            assertThat(refused.kind()).isNotEqualTo(TraceQlException.Kind.PARSE);
            assertThat(refused.line()).as(refused.getMessage()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "!",
                "-",
                "{ (",
                "{ !",
                "{ -",
                "({} | ",
                "({} > ",
                "{ .a = 1 && (",
                "{ .a ^ ",
                "{ nil = ",
                "-("
            })
    void deepNestingIsRefusedInWords(String opening) {
        String unit = opening.startsWith("{ ") ? opening.substring(2) : opening;
        String text = opening.substring(0, opening.length() - unit.length()) + unit.repeat(20_000);

        onSmallStack(() -> assertThatExceptionOfType(TraceQlException.class)
                .isThrownBy(() -> TraceQl.compile(text, Dialect.VIVACE)));
    }

    @Test
    void hundredsOfParenthesesAreNotDeep() {
        onSmallStack(() -> {
            walk("{ " + "(".repeat(490) + ".a" + ")".repeat(490) + " }");
            walk("{ " + "(.a && ".repeat(240) + ".a" + ")".repeat(240) + " }");
            walk("{ " + "!".repeat(490) + ".a }");
            walk("(".repeat(160) + "{ .a }" + ")".repeat(160));
        });
    }

    @Test
    void longChainsAreTreesThatCanBeWalked() {
        onSmallStack(() -> {
            walk("{ .a = 0" + " || .a = 1".repeat(990) + " }");
            walk("{ .a" + " + .b".repeat(990) + " = 1 }");
            walk("{ .a }" + " >> { .b }".repeat(990));
        });
    }

    private static void walk(String text) {
        Query query = TraceQl.compile(text, Dialect.VIVACE);
        Query again = TraceQl.compile(text, Dialect.STRICT);

        assertThat(query.equals(again)).isTrue();
        assertThat(query.hashCode()).isEqualTo(again.hashCode());
        assertThat(Fields.mentioned(query)).isNotEmpty();
        assertThat(Canonical.text(query)).isNotEmpty();
    }

    /// Three quarters of what a thread has by default.
    private static void onSmallStack(Runnable check) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        check.run();
                    } catch (RuntimeException | AssertionError | StackOverflowError broken) {
                        failure.set(broken);
                    }
                },
                "small stack",
                768 * 1024);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void longerChainsAreRefusedInWords() {
        assertThatExceptionOfType(TraceQlException.class)
                .isThrownBy(() -> TraceQl.parse("{ .a = 0" + " || .a = 1".repeat(10_000) + " }", Dialect.VIVACE))
                .withMessageContaining("the query chains more than 1000 operators");
    }

    @Test
    void tooLongTextIsRefusedInWords() {
        String text = "{ .a = \"" + "\u4e16".repeat(44_000) + "\" }";

        assertThatExceptionOfType(TraceQlException.class)
                .isThrownBy(() -> TraceQl.parse(text, Dialect.VIVACE))
                .withMessage("parse error at line 1, col 1: the query has 132011 bytes (expected: at most 131072)");
    }

    /// The work is counted in characters looked at, so that the test does not depend on the machine.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.",
                "a-",
                "name-",
                "duration-",
                "duration/",
                "x.y ",
                "{",
                "}",
                "(",
                "1",
                "1.",
                "1s",
                ".1",
                "0x",
                "1_",
                "\"",
                "\\",
                "`",
                "/*",
                "//",
                "span.",
                "span:",
                "resource.a\"b",
                "'",
                "[",
                "&",
                "!",
                "=",
                "=~",
                "!>",
                "|",
                "{} | ",
                "{} >> ",
                "{.a=1}&&",
                ",",
                "with(",
                "by(",
                "select(a",
                "count()",
                "\n",
                " ",
                "#",
                "\u4e16",
                "parent.",
                "/**/",
                "-",
                "{a.b=1}|",
                "rate()",
                "1+",
                "nil=",
            })
    void workIsLinearInTheLengthOfTheText(String unit) {
        for (String prefix :
                List.of("", "{ ", "{ x.y = 1 || ", "{} | select(", "{} | rate() by(", "{} with(a=", "\"")) {
            for (boolean withoutBraces : new boolean[] {false, true}) {
                String text = prefix + unit.repeat(30_000 / unit.length());
                long reads = QueryParser.reads(text, true, withoutBraces);

                assertThat(reads).as(prefix + unit).isLessThan(8L * text.length() + 100);
            }
        }
    }
}
