package dev.vivace.it;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A `curl` command as people paste it, understood as far as the users' documents go. Immutable.
///
/// @param method GET unless there is a body or another one is named
/// @param target as written
/// @param body null for none
/// @param grep only lines with this text are of interest, as in `curl … | grep text`; empty for all
record CurlCommand(
        String method,
        URI target,
        Map<String, String> headers,
        @Nullable String body,
        String grep) {

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");
    private static final String PIPE = " | grep ";

    /// @throws IllegalArgumentException if it is none
    static CurlCommand parse(String text) {
        int pipe = text.indexOf(PIPE);
        List<String> words = words(pipe < 0 ? text : text.substring(0, pipe));
        String method = null;
        String target = null;
        String body = null;
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-X" -> method = words.get(++i);
                case "-H" -> {
                    String[] header = words.get(++i).split(":\\s*", 2);
                    headers.put(header[0], header[1]);
                }
                case "-d" -> body = words.get(++i);
                case "-v", "-s" -> {}
                default -> target = words.get(i);
            }
        }
        if (!words.getFirst().equals("curl") || target == null) {
            throw new IllegalArgumentException("'" + text + "' (expected: curl, options, a URL)");
        }
        return new CurlCommand(
                method != null ? method : body != null ? "POST" : "GET",
                URI.create(target),
                Map.copyOf(headers),
                body,
                pipe < 0 ? "" : text.substring(pipe + PIPE.length()).strip());
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return words;
    }

    /// The command as a request to another place.
    HttpRequest.Builder to(URI place) {
        HttpRequest.Builder request = HttpRequest.newBuilder(place)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return request;
    }
}
