package dev.vivace.it;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One thing the users' documents tell people to type, to configure, or to expect. Immutable.
///
/// @param document one of [#DOCUMENTS]; docs/compatibility.md says what each is about
/// @param place the heading below which it stands
/// @param what the document's own words
/// @param expectation of the kind's own form, see [Kind]
/// @param note what a reader should know; empty if nothing
record DocumentRow(String document, String place, Kind kind, String what, String expectation, String note) {

    /// The documents, by their short names.
    static final List<String> DOCUMENTS = List.of("U0", "U1", "U2", "U3", "U4");

    /// The name of the table, beside the texts it speaks of.
    static final String FILE = "it/src/test/resources/users-documents/rows.txt";

    private static final String FIELD = " ¦ ";

    /// How a row is held to be true.
    enum Kind {
        /// A `curl` command, run as it stands. Expected: the status, then phrases of the answer.
        CURL,
        /// A path of the API port, asked with GET. Expected: as of [#CURL].
        GET,
        /// TraceQL. Expected: `finds` and the names of all spans it finds, `finds nothing` and phrases of the
        /// reason, or a status and phrases of the error.
        QUERY,
        /// A configuration: the name of a text among the server's or these tests' resources, or YAML itself.
        /// Expected: `loads` or `refused`, then phrases of what `./vivace config explain` says of it.
        CONFIG,
        /// A port. Expected: the section below `distributor.receivers` that opens it on this machine, or
        /// `server.http_listen_port`, and `with` a configuration if it is not open without one.
        DOOR,
        /// Metrics of `/metrics`, as written in an expression. Expected: `exists` or `> 0`, of each.
        METRIC,
        /// Expected: the test classes that do it, or a file that says it.
        SHOWN_BY,
        /// Expected: what is to come; several things separated by semicolons.
        LATER,
        /// Belongs to the application, to Grafana or to whoever runs Vivace. Expected: whose it is.
        ELSEWHERE;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("kind '" + word + "' (expected: one of "
                            + Arrays.stream(values()).map(Kind::word).collect(Collectors.joining(", ")) + ")"));
        }
    }

    /// Reads a line: document, place, kind, what, expectation and perhaps a note, separated by ` ¦ `.
    ///
    /// @throws IllegalArgumentException with what was expected
    static DocumentRow parse(String line) {
        String[] fields = line.split(FIELD, -1);
        if (fields.length < 5 || fields.length > 6 || !DOCUMENTS.contains(fields[0])) {
            throw new IllegalArgumentException("row '" + line + "' (expected: one of " + DOCUMENTS
                    + " ¦ place ¦ kind ¦ what ¦ expectation, and perhaps ¦ note)");
        }
        return new DocumentRow(
                fields[0], fields[1], Kind.of(fields[2]), fields[3], fields[4], fields.length == 6 ? fields[5] : "");
    }

    /// The expectation's parts.
    List<String> expected() {
        return List.of(expectation.split(" \\+ "));
    }

    /// The expectation's parts after the first.
    List<String> phrases() {
        List<String> all = expected();
        return all.subList(1, all.size());
    }

    @Override
    public String toString() {
        return document + ", " + place + ": " + what;
    }

    static List<DocumentRow> all() {
        return ResourceLines.of("/users-documents/rows.txt").stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(DocumentRow::parse)
                .toList();
    }
}
