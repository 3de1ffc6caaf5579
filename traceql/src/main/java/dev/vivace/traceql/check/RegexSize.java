package dev.vivace.traceql.check;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Bounds what a regular expression costs before it is compiled. RE2 counts `{n}` within `{m}` as n times m and allows
/// 1000; RE2/J checks each on its own only. Looks at brackets and counts alone, the rest is left to the compiler.
final class RegexSize {
    private static final int MAX_REPEATS = 1000;
    private static final int MAX_NESTING = 500;
    /// Characters in a row, or in one class. RE2/J's work grows with their square: 40,000 take seconds.
    private static final int MAX_RUN = 4000;
    /// In repeated characters: some ten megabytes once compiled.
    private static final long MAX_SIZE = 200_000;

    /// Characters of the longest count worth reading, braces included: {1000,1000}.
    private static final int MAX_COUNT_LENGTH = 12;

    /// Of one group: the largest product of counts in it, and its characters, repetitions included.
    private static final class Group {
        long repeats = 1;
        long size;
    }

    private final String regex;
    private final Deque<Group> open = new ArrayDeque<>();
    private Group group = new Group();
    /// Of the last atom, to which a count applies.
    private long lastRepeats = 1;

    private long lastSize;
    /// Ordinary characters up to here without an operator between them.
    private int run;

    private int at;
    /// Where to stop looking for closing brackets, so that looking stays linear.
    private final int lastBrace;

    private final int lastNamedClass;

    RegexSize(String regex) {
        this.regex = regex;
        lastBrace = regex.lastIndexOf('}');
        lastNamedClass = regex.lastIndexOf(":]");
    }

    /// What is too large; null if nothing is.
    @Nullable
    String mistake() {
        while (at < regex.length()) {
            char c = regex.charAt(at);
            switch (c) {
                case '(' -> {
                    run = 0;
                    open.push(group);
                    group = new Group();
                    at++;
                    if (open.size() > MAX_NESTING) {
                        return "it nests more than " + MAX_NESTING + " parentheses";
                    }
                }
                case ')' -> closeGroup();
                case '{' -> {
                    if (!repeat()) {
                        atom(at + 1);
                    }
                }
                case '\\' -> escape();
                case '[' -> characterClass();
                case '*', '+', '?', '|' -> {
                    run = 0;
                    at++;
                }
                default -> atom(at + 1);
            }
            if (run > MAX_RUN) {
                return "it has more than " + MAX_RUN + " characters without an operator";
            }
            if (group.repeats > MAX_REPEATS) {
                return "it repeats more than " + MAX_REPEATS + " times";
            }
            if (group.size > MAX_SIZE) {
                return "it is too large with all its repetitions";
            }
        }
        return null;
    }

    private void atom(int end) {
        lastRepeats = 1;
        lastSize = 1;
        group.size++;
        run++;
        at = Math.min(end, regex.length());
    }

    private void closeGroup() {
        at++;
        run = 0;
        if (open.isEmpty()) {
            return; // the compiler will say so
        }
        lastRepeats = group.repeats;
        lastSize = Math.max(1, group.size);
        group = open.pop();
        group.repeats = Math.max(group.repeats, lastRepeats);
        group.size += lastSize;
    }

    /// Applies `{n}`, `{n,}` or `{n,m}` to the last atom; false if the brace is an ordinary character.
    private boolean repeat() {
        int end = regex.substring(at, Math.min(regex.length(), at + MAX_COUNT_LENGTH))
                        .indexOf('}')
                + at;
        if (end < at) {
            return false;
        }
        String[] counts = regex.substring(at + 1, end).split(",", -1);
        long most = 0;
        for (int i = 0; i < counts.length; i++) {
            boolean number = !counts[i].isEmpty() && counts[i].chars().allMatch(c -> c >= '0' && c <= '9');
            if (counts.length > 2 || !number && !(i == 1 && counts[i].isEmpty())) {
                return false;
            }
            most = number ? Math.max(most, Long.parseLong(counts[i])) : most;
        }
        most = Math.max(1, most);
        group.size += lastSize * (most - 1);
        lastRepeats *= most;
        lastSize *= most;
        group.repeats = Math.max(group.repeats, lastRepeats);
        run = 0;
        at = end + 1;
        return true;
    }

    private void escape() {
        char kind = at + 1 < regex.length() ? regex.charAt(at + 1) : ' ';
        if (kind == 'Q') {
            int end = regex.indexOf("\\E", at);
            int stop = end < 0 ? regex.length() : end;
            group.size += Math.max(0, stop - at - 2);
            run += Math.max(0, stop - at - 2);
            atom(end < 0 ? regex.length() : end + 2);
            return;
        }
        boolean braced = (kind == 'p' || kind == 'P' || kind == 'x') && regex.startsWith("{", at + 2);
        int close = braced && at < lastBrace ? regex.indexOf('}', at) : -1;
        atom(close < 0 ? at + 2 : close + 1);
    }

    private void characterClass() {
        int i = at + 1;
        i += regex.startsWith("^", i) ? 1 : 0;
        i += regex.startsWith("]", i) ? 1 : 0;
        while (i < regex.length() && regex.charAt(i) != ']') {
            if (regex.startsWith("[:", i) && i < lastNamedClass) {
                i = regex.indexOf(":]", i) + 2;
            } else {
                i += regex.charAt(i) == '\\' ? 2 : 1;
            }
        }
        int length = i - at;
        atom(i + 1);
        run = length > MAX_RUN ? length : 0;
    }
}
