package dev.vivace.server.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What the place can show where the output goes. Immutable.
///
/// @param interactive whether a person looks at it
/// @param colours whether to use them
/// @param width characters in a line; when nobody looks, wide enough to cut nothing
record Terminal(boolean interactive, boolean colours, int width) {
    private static final int PIPE_WIDTH = 240;
    private static final int DEFAULT_WIDTH = 100;
    private static final int LEAST_WIDTH = 40;
    private static final String RESET = "\u001b[0m";

    /// Of this process. `NO_COLOR` and `COLUMNS` are respected.
    static Terminal current() {
        Map<String, String> environment = System.getenv();
        Console console = System.console();
        boolean interactive = console != null && console.isTerminal();
        boolean colours = interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(interactive, colours, width(environment.getOrDefault("COLUMNS", ""), interactive));
    }

    private static int width(String columns, boolean interactive) {
        if (columns.matches("[0-9]{1,4}") && !columns.matches("0+")) {
            return Math.max(LEAST_WIDTH, Integer.parseInt(columns));
        }
        return interactive ? Math.max(LEAST_WIDTH, askStty()) : PIPE_WIDTH;
    }

    private static int askStty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            return size.length == 2 ? Integer.parseInt(size[1]) : DEFAULT_WIDTH;
        } catch (IOException | NumberFormatException e) {
            return DEFAULT_WIDTH;
        }
    }

    String bold(String text) {
        return paint("\u001b[1m", text);
    }

    String dim(String text) {
        return paint("\u001b[2m", text);
    }

    String red(String text) {
        return paint("\u001b[31m", text);
    }

    String cyan(String text) {
        return paint("\u001b[36m", text);
    }

    private String paint(String code, String text) {
        return colours ? code + text + RESET : text;
    }

    /// Cut to so many characters, with an ellipsis where something is missing, and filled up with spaces.
    static String fit(String text, int width) {
        String clean = printable(text);
        int length = clean.codePointCount(0, clean.length());
        if (length > width) {
            return clean.substring(0, clean.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
        }
        return clean + " ".repeat(width - length);
    }

    /// What others sent must not steer this terminal: control characters become visible ones.
    static String printable(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f && c < 0xa0) {
                if (clean == null) {
                    clean = new StringBuilder(text);
                }
                clean.setCharAt(i, c == '\n' || c == '\t' || c == '\r' ? ' ' : '\ufffd');
            }
        }
        return clean == null ? text : clean.toString();
    }
}
