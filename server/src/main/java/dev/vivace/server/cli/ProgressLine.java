package dev.vivace.server.cli;

import dev.vivace.demo.GeneratorListener;
import dev.vivace.demo.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/// Shows how sending goes: one line that is rewritten where a person looks, a line now and then elsewhere. Thread-safe.
final class ProgressLine implements GeneratorListener {
    private static final long SECONDS_BETWEEN_LINES = 10;

    private final PrintWriter out;
    private final Terminal terminal;
    private final String unit;
    private boolean lineOpen;
    private long lastLineSeconds;

    /// @param unit what is counted besides spans: `trace` or `request`
    ProgressLine(PrintWriter out, Terminal terminal, String unit) {
        this.out = out;
        this.terminal = terminal;
        this.unit = unit;
    }

    @Override
    public synchronized void progress(Progress progress) {
        double seconds = Math.max(1e-3, progress.elapsed().toMillis() / 1e3);
        String line = String.format(
                Locale.ROOT,
                "%s, %s acknowledged (%,.0f spans/s)%s",
                Readable.count(progress.traces(), unit),
                Readable.count(progress.acknowledged(), "span"),
                progress.acknowledged() / seconds,
                progress.refused() == 0 ? "" : String.format(Locale.ROOT, ", %,d refused", progress.refused()));
        if (terminal.interactive()) {
            out.print("\r" + Terminal.fit(line, terminal.width() - 1));
            lineOpen = true;
        } else if (progress.elapsed().toSeconds() - lastLineSeconds >= SECONDS_BETWEEN_LINES) {
            lastLineSeconds = progress.elapsed().toSeconds();
            out.println(line);
        }
        out.flush();
    }

    @Override
    public synchronized void trouble(String message) {
        say(terminal.red("trouble: ") + Terminal.printable(message));
    }

    @Override
    public synchronized void recovered() {
        say("spans arrive again");
    }

    /// A line of its own.
    synchronized void say(String text) {
        if (lineOpen) {
            out.println();
            lineOpen = false;
        }
        out.println(text);
        out.flush();
    }
}
