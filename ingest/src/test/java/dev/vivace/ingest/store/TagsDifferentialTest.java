package dev.vivace.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.ingest.search.NaiveExpression;
import dev.vivace.ingest.search.NaiveSearch;
import dev.vivace.ingest.search.NaiveTags;
import dev.vivace.ingest.search.RandomSearches;
import dev.vivace.model.AttributeScope;
import dev.vivace.model.Span;
import dev.vivace.model.TimeRange;
import dev.vivace.query.StoreQueries;
import dev.vivace.query.TagNamesRequest;
import dev.vivace.query.TagValuesRequest;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.parse.Dialect;
import dev.vivace.traceql.parse.TraceQlException;
import dev.vivace.traceql.source.SpanSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// As [SearchDifferentialTest], for the names of tags and their values.
class TagsDifferentialTest {

    private static final int TRACES = 14;
    private static final int QUESTIONS = 250;
    private static final int SEEDS = Integer.getInteger("vivace.seeds", 4);
    private static final long START = 1_700_000_000_000_000_000L;

    static LongStream seeds() {
        return LongStream.range(251, 251 + SEEDS);
    }

    private record Question(
            String filter,
            TimeRange range,
            int limit,
            @Nullable AttributeScope scope,
            NaiveExpression field,
            NaiveTags plain) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void everySourceListsWhatOccurs(long seed) throws IOException {
        RandomSearches searches = new RandomSearches(seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Span> spans = searches.spans(TRACES);
        NaiveSearch naive = new NaiveSearch(spans);
        List<String> failures = new ArrayList<>();
        int listed = 0;
        try (ManyTables tables = ManyTables.of(spans, random)) {
            for (int i = 0; i < QUESTIONS; i++) {
                Question question = question(searches, random, naive);
                List<String> names = List.of(question.plain()
                        .names(question.scope(), question.limit())
                        .toString());
                List<String> values = question.plain().values(question.field(), question.limit());
                listed += values.size();
                tables.sources().forEach((name, source) -> {
                    String what = name + ": " + question.field().text() + " limit " + question.limit() + " of "
                            + question.filter() + (question.range() == TimeRange.ALL ? "" : " in " + question.range());
                    boolean narrowed = question.range() != TimeRange.ALL;
                    if (narrowed && name.equals(ManyTables.SPLIT)) {
                        return; // of a split trace those parts count that are in the range themselves
                    }
                    if (!narrowed || !name.equals(ManyTables.ROW_GROUPS)) { // a block lists the names of all of it
                        compare(
                                "names in " + question.scope() + ", " + what,
                                names,
                                names(source.get(), question),
                                failures);
                    }
                    compare(what, values, values(source.get(), question), failures);
                });
            }
        }
        failures.sort(Comparator.comparingInt(String::length));
        assertThat(failures.stream().limit(5).toList())
                .as("seed %s: the shortest of %s disagreements", seed, failures.size())
                .isEmpty();
        assertThat(listed).as("seed %s: values listed", seed).isGreaterThan(QUESTIONS);
    }

    private static Question question(RandomSearches searches, SplittableRandom random, NaiveSearch naive) {
        NaiveExpression condition = random.nextInt(4) == 0 ? null : searches.condition();
        String filter = condition == null ? "" : "{ " + condition.text() + " }";
        long from = START + random.nextInt(20) * 1_000_000_000L;
        TimeRange range =
                random.nextInt(4) == 0 ? new TimeRange(from, from + random.nextInt(8) * 1_000_000_000L) : TimeRange.ALL;
        AttributeScope[] scopes = AttributeScope.values();
        return new Question(
                filter,
                range,
                random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0,
                random.nextBoolean() ? null : scopes[random.nextInt(scopes.length)],
                searches.listedField(),
                new NaiveTags(naive, isMeaningful(filter) ? condition : null, range));
    }

    /// What is refused filters nothing.
    private static boolean isMeaningful(String filter) {
        try {
            TraceQl.compile(filter, Dialect.VIVACE);
            return true;
        } catch (TraceQlException e) {
            return false;
        }
    }

    private static void compare(String what, List<String> expected, List<String> actual, List<String> into) {
        if (!expected.equals(actual)) {
            into.add(what + "\n  expected " + expected + "\n  but was  " + actual);
        }
    }

    private static List<String> names(SpanSource source, Question question) {
        TagNamesRequest request =
                new TagNamesRequest(question.scope(), question.filter(), question.range(), question.limit());
        try {
            return List.of(new StoreQueries(_ -> source)
                    .tagNames(StoreUnderTest.SHOP, request)
                    .names()
                    .toString());
        } catch (IOException | RuntimeException e) {
            return List.of(e.toString());
        }
    }

    private static List<String> values(SpanSource source, Question question) {
        TagValuesRequest request = new TagValuesRequest(
                TraceQl.parseField(question.field().text()), question.filter(), question.range(), question.limit());
        try {
            return new StoreQueries(_ -> source)
                    .tagValues(StoreUnderTest.SHOP, request).values().stream()
                            .map(value -> value.type() + ": " + value.text())
                            .toList();
        } catch (IOException | RuntimeException e) {
            return List.of(e.toString());
        }
    }
}
