package dev.vivace.traceql.print;

import dev.vivace.traceql.ast.Expression.FieldScope;

/// Attributes as text: scope, dot, name, the name in quotes where it could not be read back otherwise.
final class FieldText {
    private FieldText() {}

    static void append(FieldScope scope, String name, StringBuilder out) {
        out.append(
                switch (scope) {
                    case UNSCOPED -> ".";
                    case RESOURCE -> "resource.";
                    case INSTRUMENTATION -> "instrumentation.";
                    case SPAN -> "span.";
                    case EVENT -> "event.";
                    case LINK -> "link.";
                    case PARENT -> "parent.";
                    case PARENT_SPAN -> "parent.span.";
                    case PARENT_RESOURCE -> "parent.resource.";
                });
        if (!needsQuotes(scope, name)) {
            out.append(name);
            return;
        }
        out.append('"');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    private static boolean needsQuotes(FieldScope scope, String name) {
        if (name.isEmpty()) {
            return true;
        }
        char first = name.charAt(0);
        if (scope == FieldScope.UNSCOPED && first >= '0' && first <= '9') {
            return true; // .1a is the number .1 and then a
        }
        if (scope == FieldScope.PARENT && (name.startsWith("span.") || name.startsWith("resource."))) {
            return true;
        }
        for (int i = 0; i < name.length(); i++) {
            if (isSpecial(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSpecial(char c) {
        return switch (c) {
            case '{', '}', '(', ')', '=', '~', '!', '<', '>', '&', '|', '^', ',', '"' -> true;
            default -> Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
        };
    }
}
