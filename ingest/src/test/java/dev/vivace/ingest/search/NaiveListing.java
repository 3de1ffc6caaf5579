package dev.vivace.ingest.search;

import dev.vivace.ingest.search.NaiveExpression.Attr;
import dev.vivace.ingest.search.NaiveExpression.Calculated;
import dev.vivace.ingest.search.NaiveExpression.Compared;
import dev.vivace.ingest.search.NaiveExpression.Constant;
import dev.vivace.ingest.search.NaiveExpression.Exists;
import dev.vivace.ingest.search.NaiveExpression.Intrinsic;
import dev.vivace.ingest.search.NaiveExpression.Joined;
import dev.vivace.ingest.search.NaiveExpression.Minus;
import dev.vivace.ingest.search.NaiveExpression.Not;
import dev.vivace.ingest.search.NaiveExpression.Place;
import dev.vivace.model.Event;
import dev.vivace.model.Link;
import dev.vivace.model.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What results list of a span: every field the query mentions anywhere that has a value there which some condition on
/// it lets pass; all of it where the query asks for more than comparisons with constants.
final class NaiveListing {

    private static final Set<String> NEVER_LISTED =
            Set.of("name", "duration", "traceDuration", "rootName", "rootServiceName", "trace:id", "span:id");

    private static final class Mention {
        final List<Compared> comparisons = new ArrayList<>();
        boolean whole;
        boolean absence;
    }

    /// The conditions of one chain of `&&` on events or on links.
    private record Chain(String level, List<NaiveExpression> conditions) {}

    private final Map<NaiveExpression, Mention> mentions = new LinkedHashMap<>();
    private final List<Chain> chains = new ArrayList<>();

    NaiveListing(NaivePipeline pipeline) {
        collect(pipeline);
    }

    /// Of the name, as `name`, and of everything else as `key=value`; sorted by key.
    List<String> of(NaiveTrace trace, Span span) {
        Event event = first(trace, span, "event", span.events(), it -> new Place(trace, span, it, null));
        Link link = first(trace, span, "link", span.links(), it -> new Place(trace, span, null, it));
        Place place = new Place(trace, span, event, link);
        List<String> result = new ArrayList<>();
        mentions.forEach((field, mention) -> {
            if (field instanceof Intrinsic(String name) && NEVER_LISTED.contains(name)) {
                if (name.equals("name") && passes(mention, span.name(), field)) {
                    result.add("name " + span.name());
                }
                return;
            }
            String listed = listed(field, mention, place);
            if (listed != null) {
                result.add((field instanceof Attr attribute ? attribute.name() : field.text()) + "=" + listed);
            }
        });
        result.sort(String::compareTo);
        return result;
    }

    private interface At<T> {
        Place at(T nested);
    }

    /// The first event (link) that meets a chain of conditions, else the first. Which chain comes first is nowhere
    /// said.
    private <T> @Nullable T first(NaiveTrace trace, Span span, String level, List<T> nested, At<T> places) {
        T found = null;
        for (Chain chain : chains) {
            if (chain.level().equals(level)) {
                for (T one : nested) {
                    if (chain.conditions().stream().allMatch(it -> Boolean.TRUE.equals(it.at(places.at(one))))) {
                        if (found != null && found != one) {
                            throw new NaiveAggregate.AmbiguousException();
                        }
                        found = one;
                        break;
                    }
                }
            }
        }
        return found != null ? found : nested.isEmpty() ? null : nested.getFirst();
    }

    private static @Nullable String listed(NaiveExpression field, Mention mention, Place place) {
        Object value = field.at(place);
        if (value == null) {
            boolean absent = mention.absence && field instanceof Attr attribute && attribute.raw(place) == null;
            return absent ? NaiveSearch.printed("nil") : null;
        }
        if (value instanceof List<?> elements) {
            List<?> left = elements.stream()
                    .filter(element -> passes(mention, element, field))
                    .toList();
            return left.isEmpty() ? null : NaiveSearch.printed(left.size() == 1 ? left.getFirst() : left);
        }
        return passes(mention, value, field) ? NaiveSearch.printed(value) : null;
    }

    private static boolean passes(Mention mention, Object value, NaiveExpression field) {
        if (mention.whole || mention.comparisons.isEmpty()) {
            return true;
        }
        for (Compared comparison : mention.comparisons) {
            boolean onTheLeft = comparison.left().equals(field);
            Object other = ((Constant) (onTheLeft ? comparison.right() : comparison.left())).value();
            String operator = comparison.operator();
            boolean isId = field.text().equals("link:traceID") && !operator.endsWith("~");
            Object bound = isId ? Compared.withoutZeros(other) : other;
            if (onTheLeft ? Compared.holds(value, operator, bound) : Compared.holds(bound, operator, value)) {
                return true;
            }
        }
        return false;
    }

    private void collect(NaivePipeline pipeline) {
        switch (pipeline) {
            case NaivePipeline.Filter(NaiveExpression condition) -> {
                conditions(condition);
                chains(condition);
            }
            case NaivePipeline.Operation(NaivePipeline left, String _, NaivePipeline right) -> {
                collect(left);
                collect(right);
            }
            case NaivePipeline.Wrapped(NaivePipeline inner) -> collect(inner);
            case NaivePipeline.GroupBy(NaiveExpression expression) -> conditions(expression);
            case NaivePipeline.Coalesce _ -> {}
            case NaivePipeline.Select(List<NaiveExpression> fields) -> fields.forEach(this::whole);
            case NaivePipeline.ScalarFilter filter -> {
                NaiveExpression argument = filter.aggregate().argument();
                if (argument != null) {
                    conditions(argument);
                }
            }
            case NaivePipeline.Sequence(List<NaivePipeline> stages) -> stages.forEach(this::collect);
        }
    }

    private Mention mention(NaiveExpression field) {
        return mentions.computeIfAbsent(field, _ -> new Mention());
    }

    /// All fields of it, as such.
    private void whole(NaiveExpression expression) {
        switch (expression) {
            case Constant _ -> {}
            case Attr field -> mention(field).whole = true;
            case Intrinsic field -> mention(field).whole = true;
            case Exists(NaiveExpression field, boolean _) -> whole(field);
            case Not(NaiveExpression operand) -> whole(operand);
            case Minus(NaiveExpression operand) -> whole(operand);
            case Joined(NaiveExpression left, boolean _, NaiveExpression right) -> {
                whole(left);
                whole(right);
            }
            case Compared(NaiveExpression left, String _, NaiveExpression right) -> {
                whole(left);
                whole(right);
            }
            case Calculated(NaiveExpression left, String _, NaiveExpression right) -> {
                whole(left);
                whole(right);
            }
        }
    }

    private void conditions(NaiveExpression expression) {
        switch (expression) {
            case Compared comparison
            when isField(comparison.left()) && comparison.right().isConstant() ->
                mention(comparison.left()).comparisons.add(comparison.folded());
            case Compared comparison
            when isField(comparison.right()) && comparison.left().isConstant() ->
                mention(comparison.right()).comparisons.add(comparison.folded());
            case Compared(NaiveExpression left, String _, NaiveExpression right) -> {
                conditions(left);
                conditions(right);
            }
            case Joined(NaiveExpression left, boolean _, NaiveExpression right) -> {
                conditions(left);
                conditions(right);
            }
            case Exists(NaiveExpression field, boolean present) -> {
                if (present) {
                    whole(field);
                } else {
                    mention(field).absence = true;
                }
            }
            default -> whole(expression);
        }
    }

    private static boolean isField(NaiveExpression expression) {
        return expression instanceof Attr || expression instanceof Intrinsic;
    }

    /// Outside of negations, which no event meets; what holds beside an `||` comes before what is in it.
    private void chains(NaiveExpression condition) {
        List<NaiveExpression> chain = new ArrayList<>();
        NaiveExpression.flatten(condition, chain);
        for (String level : List.of("event", "link")) {
            List<NaiveExpression> own = chain.stream()
                    .filter(member -> !(member instanceof Joined))
                    .filter(member ->
                            !(member instanceof Not(NaiveExpression operand) && NaiveExpression.isCondition(operand)))
                    .filter(member -> NaiveExpression.mentions(member, level))
                    .toList();
            if (!own.isEmpty()) {
                chains.add(new Chain(level, own));
            }
        }
        for (NaiveExpression member : chain) {
            if (member instanceof Joined(NaiveExpression left, boolean _, NaiveExpression right)) {
                chains(left);
                chains(right);
            }
        }
    }
}
