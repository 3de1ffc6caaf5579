package dev.vivace.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Replaces `${VARIABLE}` in the text of a configuration file, before it is parsed, as Tempo's
/// `-config.expand-env`
/// does.
///
/// Understood: `${V}`, defaults `${V:-d}`, `${V:=d}`, `${V=d}` and `${V:d}` (used if V is unset or empty;
/// may hold
/// variables themselves), `${V:?m}` and `${V:+x}` (which Tempo reads as defaults too), `${#V}`, `${V^}`,
/// `${V^^}`,
/// `${V,}`, `${V,,}`, substrings `${V:1:2}`, `${V#p}`, `${V##p}`, `${V%p}`, `${V%%p}` and replacements
/// `${V/p/r}`,
/// `${V//p/r}`, `${V/#p/r}`, `${V/%p/r}` with globs. `$$` is one `$`; `$V` stays as it is. Confined to one
/// thread.
final class EnvironmentExpansion {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /// A minus sign behind the colon begins a default, as in the shell; only behind a blank it is a sign.
    private static final Pattern SUBSTRING = Pattern.compile(":((?:\\s+-|\\s*)[0-9]+)(?::([0-9]+))?");

    private final String text;
    private final String source;
    private final Function<String, @Nullable String> environment;
    private final List<Unset> unset = new ArrayList<>();
    private int at;

    private EnvironmentExpansion(String text, String source, Function<String, @Nullable String> environment) {
        this.text = text;
        this.source = source;
        this.environment = environment;
    }

    /// @param environment the value of a variable, or null if it is not set
    /// @throws ConfigException if a `${` is not closed or says something that is not understood
    static Expanded expand(String text, String source, Function<String, @Nullable String> environment) {
        EnvironmentExpansion expansion = new EnvironmentExpansion(text, source, environment);
        String expanded = expansion.upTo(false);
        return new Expanded(expanded, List.copyOf(expansion.unset));
    }

    /// @param unset variables that have no value and no default, and became nothing; those in comments are
    ///     left out
    record Expanded(String text, List<Unset> unset) {}

    record Unset(Place place, String name) {}

    /// Expands from [#at] to the end, or to the brace that closes the variable whose default this is.
    private String upTo(boolean closingBrace) {
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (closingBrace && c == '}') {
                return out.toString();
            }
            if (c == '$' && at + 1 < text.length()) {
                char next = text.charAt(at + 1);
                if (next == '$') {
                    out.append('$');
                    at += 2;
                    continue;
                }
                if (next == '{') {
                    out.append(variable());
                    continue;
                }
            }
            out.append(c);
            at++;
        }
        return out.toString();
    }

    private String variable() {
        int start = at;
        at += 2;
        boolean length = at < text.length() && text.charAt(at) == '#';
        if (length) {
            at++;
        }
        Matcher name = NAME.matcher(text).region(at, text.length());
        if (!name.lookingAt()) {
            throw malformed(start, "expected: the name of a variable behind '${'");
        }
        String variable = name.group();
        at = name.end();
        String value = environment.apply(variable);
        int operator = at;
        String rest = upTo(true);
        if (at >= text.length()) {
            throw malformed(start, "expected: a closing brace");
        }
        at++;
        if (length) {
            if (!rest.isEmpty()) {
                throw malformed(start, "expected: '}' behind the name");
            }
            return Integer.toString(value == null ? 0 : value.length());
        }
        return apply(variable, value, rest, start, operator);
    }

    private String apply(String variable, @Nullable String value, String rest, int start, int operator) {
        String known = value == null ? "" : value;
        if (rest.isEmpty()) {
            if (value == null && !inComment(start)) {
                unset.add(new Unset(place(start), variable));
            }
            return known;
        }
        Matcher substring = SUBSTRING.matcher(rest);
        if (substring.matches()) {
            return substring(known, substring);
        }
        return switch (rest.charAt(0)) {
            case ':' -> known.isEmpty() ? rest.substring(isDefaultMark(rest) ? 2 : 1) : known;
            case '=' -> known.isEmpty() ? rest.substring(1) : known;
            case '^' -> rest.equals("^^") ? known.toUpperCase(Locale.ROOT) : first(known, true);
            case ',' -> rest.equals(",,") ? known.toLowerCase(Locale.ROOT) : first(known, false);
            case '#' ->
                rest.startsWith("##")
                        ? removePrefix(known, rest.substring(2), true)
                        : removePrefix(known, rest.substring(1), false);
            case '%' ->
                rest.startsWith("%%")
                        ? removeSuffix(known, rest.substring(2), true)
                        : removeSuffix(known, rest.substring(1), false);
            case '/' -> replace(known, rest.substring(1));
            default ->
                throw malformed(
                        start,
                        "expected: '}' or ':-default' behind '" + variable + "', found '" + text.charAt(operator)
                                + "'");
        };
    }

    private static boolean isDefaultMark(String rest) {
        return rest.length() > 1 && "-=?+".indexOf(rest.charAt(1)) >= 0;
    }

    private static String first(String value, boolean upper) {
        if (value.isEmpty()) {
            return value;
        }
        String head = value.substring(0, 1);
        return (upper ? head.toUpperCase(Locale.ROOT) : head.toLowerCase(Locale.ROOT)) + value.substring(1);
    }

    private static String substring(String value, Matcher range) {
        int offset = Integer.parseInt(range.group(1).strip());
        int from = offset < 0 ? Math.max(0, value.length() + offset) : Math.min(offset, value.length());
        int to = range.group(2) == null
                ? value.length()
                : (int) Math.min(value.length(), (long) from + Long.parseLong(range.group(2)));
        return value.substring(from, to);
    }

    private static String removePrefix(String value, String glob, boolean longest) {
        Matcher prefix = glob(glob, longest).matcher(value);
        return prefix.lookingAt() ? value.substring(prefix.end()) : value;
    }

    private static String removeSuffix(String value, String glob, boolean longest) {
        Pattern pattern = glob(glob, longest);
        int from = longest ? 0 : value.length();
        int step = longest ? 1 : -1;
        for (int i = from; i >= 0 && i <= value.length(); i += step) {
            if (pattern.matcher(value).region(i, value.length()).matches()) {
                return value.substring(0, i);
            }
        }
        return value;
    }

    private static String replace(String value, String rest) {
        boolean all = rest.startsWith("/");
        boolean prefix = rest.startsWith("#");
        boolean suffix = rest.startsWith("%");
        String body = all || prefix || suffix ? rest.substring(1) : rest;
        int slash = body.indexOf('/');
        String replacement = Matcher.quoteReplacement(slash < 0 ? "" : body.substring(slash + 1));
        Pattern pattern = glob(slash < 0 ? body : body.substring(0, slash), true);
        if (all) {
            return pattern.matcher(value).replaceAll(replacement);
        }
        if (prefix) {
            return Pattern.compile("^(?:" + pattern.pattern() + ")", Pattern.DOTALL)
                    .matcher(value)
                    .replaceFirst(replacement);
        }
        if (suffix) {
            return Pattern.compile("(?:" + pattern.pattern() + ")$", Pattern.DOTALL)
                    .matcher(value)
                    .replaceFirst(replacement);
        }
        return pattern.matcher(value).replaceFirst(replacement);
    }

    private static Pattern glob(String glob, boolean greedy) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> regex.append(greedy ? ".*" : ".*?");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private boolean inComment(int position) {
        int lineStart = text.lastIndexOf('\n', position) + 1;
        String before = text.substring(lineStart, position);
        return before.stripLeading().startsWith("#") || before.contains(" #");
    }

    private Place place(int position) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < position; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(source, line, position - lineStart + 1);
    }

    private ConfigException malformed(int start, String expected) {
        int end = text.indexOf('\n', start);
        String found = text.substring(start, Math.min(end < 0 ? text.length() : end, start + 40));
        return new ConfigException(List.of(place(start) + ": cannot expand '" + found + "' (" + expected
                + "; '$$' stands for a plain '$', -config.expand-env=false leaves the file as it is)"));
    }
}
