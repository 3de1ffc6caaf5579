package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rows of the users' documents, as a table for people.
class UsersDocumentsTableTest {
    private static final String REMEDY = CompatibilityTable.FILE + " is not what " + DocumentRow.FILE
            + " says; write it anew with: ./mvnw -q -Pquick -pl it -am test -Dtest=UsersDocumentsTableTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dvivace.write-tables=true";

    @Test
    void pageShowsTheRows() throws IOException {
        String page = Repository.text(CompatibilityTable.FILE);
        int begin = page.indexOf(CompatibilityTable.BEGIN) + CompatibilityTable.BEGIN.length();
        int end = page.indexOf(CompatibilityTable.END);
        assertThat(begin).as("the line " + CompatibilityTable.BEGIN).isBetween(CompatibilityTable.BEGIN.length(), end);
        String wanted =
                page.substring(0, begin) + "\n" + CompatibilityTable.of(DocumentRow.all()) + "\n" + page.substring(end);
        if (Boolean.getBoolean("vivace.write-tables")) {
            Files.writeString(Repository.ROOT.resolve(CompatibilityTable.FILE), wanted);
            return;
        }
        assertThat(page.equals(wanted)).as(REMEDY).isTrue();
    }

    @Test
    void everyDocumentHasItsRowsOnce() {
        List<DocumentRow> rows = DocumentRow.all();
        assertThat(rows.stream().map(DocumentRow::document).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(DocumentRow.DOCUMENTS);
        Set<String> seen = new HashSet<>();
        assertThat(rows)
                .allSatisfy(row -> assertThat(seen.add(row.kind() + row.toString()))
                        .as("only once: " + row)
                        .isTrue());
    }

    @Test
    void everyTextOfTheDocumentsIsARow() throws IOException {
        Set<String> rows = DocumentRow.all().stream()
                .filter(row -> row.kind() == DocumentRow.Kind.CONFIG)
                .map(DocumentRow::what)
                .collect(Collectors.toSet());
        try (Stream<Path> texts = Files.list(UsersDocumentsIT.SERVER_TEXTS)) {
            assertThat(texts.map(text -> text.getFileName().toString()).toList())
                    .isSubsetOf(rows);
        }
    }
}
