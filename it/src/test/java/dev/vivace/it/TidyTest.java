package dev.vivace.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What a machine can keep tidy.
class TidyTest {
    private static final int MAX_COLUMNS = 120;
    private static final Set<String> DRAWERS =
            Set.of("util", "utils", "common", "helper", "helpers", "misc", "impl", "internal", "service", "dto");
    private static final Pattern IN_CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Z]\\w*[a-z]\\w*");

    @Test
    void everyPackageHasASign() throws IOException {
        Set<Path> packages = new TreeSet<>();
        for (Path file : Repository.javaFiles()) {
            if (file.toString().contains("/src/main/java/")) {
                packages.add(file.getParent());
            }
        }
        assertThat(packages).isNotEmpty();
        List<String> wrong = new ArrayList<>();
        for (Path directory : packages) {
            Path sign = directory.resolve("package-info.java");
            if (!Files.exists(sign)) {
                wrong.add(Repository.shown(directory) + " has no package-info.java");
            } else {
                String text = Files.readString(sign);
                if (!text.startsWith("///") || !text.contains("@NullMarked")) {
                    wrong.add(Repository.shown(sign) + " says nothing, or is not @NullMarked");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void noPackageIsADrawer() throws IOException {
        Set<String> drawers = new TreeSet<>();
        for (Path file : Repository.javaFiles()) {
            for (Path part : Path.of(file.toString().replaceFirst(".*/java/", ""))) {
                if (DRAWERS.contains(part.toString())) {
                    drawers.add(part + " in " + Repository.shown(file));
                }
            }
        }
        assertThat(drawers).isEmpty();
    }

    @Test
    void noLineIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Repository.javaFiles()) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).codePointCount(0, lines.get(i).length()) > MAX_COLUMNS) {
                    tooLong.add(Repository.shown(file) + ":" + (i + 1));
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noTestSleepsOrIsSkipped() throws IOException {
        Pattern habit = Pattern.compile("Thread\\." + "sleep\\(|@" + "Disabled\\b");
        List<String> found = new ArrayList<>();
        for (Path file : Repository.javaFiles()) {
            if (file.toString().contains("/src/test/")
                    && habit.matcher(Files.readString(file)).find()) {
                found.add(Repository.shown(file));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyClassTheArchitectureNamesExists() throws IOException {
        Set<String> classes = Repository.javaFiles().stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        String page = Repository.text("ARCHITECTURE.md");
        Set<String> named = new TreeSet<>();
        Matcher code = IN_CODE.matcher(page.replaceAll("(?s)```.*?```", ""));
        while (code.find()) {
            if (CLASS_NAME.matcher(code.group(1)).matches()) {
                named.add(code.group(1));
            }
        }
        Matcher drawing = Pattern.compile("(?s)```text(.*?)```").matcher(page);
        while (drawing.find()) {
            Matcher word = CLASS_NAME.matcher(drawing.group(1));
            while (word.find()) {
                named.add(word.group());
            }
        }
        assertThat(named).hasSizeGreaterThan(30).isSubsetOf(classes);
    }

    @Test
    void everyRoomIsInTheArchitecture() throws IOException {
        String page = Repository.text("ARCHITECTURE.md");
        assertThat(Repository.modules()).allSatisfy(module -> assertThat(page).contains("`" + module + "`"));
    }

    @Test
    void everyDocumentThatIsLinkedExists() throws IOException {
        Pattern link = Pattern.compile("\\]\\(([^)#:]+)\\)");
        List<String> broken = new ArrayList<>();
        for (String page : List.of("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")) {
            Matcher target = link.matcher(Repository.text(page));
            while (target.find()) {
                if (!Files.exists(Repository.ROOT.resolve(target.group(1)))) {
                    broken.add(page + ": " + target.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }
}
