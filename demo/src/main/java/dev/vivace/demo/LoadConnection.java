package dev.vivace.demo;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// One HTTP/1.1 connection that posts requests, one after the other. A library client would cost more CPU than the
/// requests it sends, and would be measured along with the server. Confined to one thread.
final class LoadConnection implements Closeable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int HEAD_RESERVE = 1024;
    private static final int MAX_LINE = 64 * 1024;
    private static final int MAX_TEXT = 512;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] headStart;
    private byte[] request = new byte[HEAD_RESERVE];
    private boolean closing;

    /// Connects.
    ///
    /// @param endpoint with scheme `http`
    LoadConnection(URI endpoint, Map<String, String> headers) throws IOException {
        int port = endpoint.getPort() < 0 ? 80 : endpoint.getPort();
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        socket.connect(new InetSocketAddress(endpoint.getHost(), port), (int) TIMEOUT.toMillis());
        in = new BufferedInputStream(socket.getInputStream(), 4096);
        out = socket.getOutputStream();
        StringBuilder head = new StringBuilder("POST " + endpoint.getRawPath() + " HTTP/1.1\r\nHost: "
                + endpoint.getHost() + ":" + port + "\r\nContent-Type: application/x-protobuf\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        headStart = head.append("Content-Length: ").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// @param text the beginning of the body, if the status is not 200
    record Answer(int status, String text) {}

    /// Sends the template with these ids and times, and waits for the answer.
    Answer post(RequestTemplate template, long difference, long moveNanos) throws IOException {
        byte[] length = (template.sizeBytes() + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        int head = headStart.length + length.length;
        if (request.length < head + template.sizeBytes()) {
            request = new byte[head + template.sizeBytes()];
        }
        System.arraycopy(headStart, 0, request, 0, headStart.length);
        System.arraycopy(length, 0, request, headStart.length, length.length);
        template.fill(request, head, difference, moveNanos);
        out.write(request, 0, head + template.sizeBytes());
        return answer();
    }

    /// Whether the server announced that it hangs up.
    boolean isClosing() {
        return closing;
    }

    private Answer answer() throws IOException {
        int status;
        long length = 0;
        boolean chunked = false;
        do {
            String statusLine = line();
            String[] words = statusLine.split(" ", 3);
            if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
                throw new IOException("not an HTTP answer: '" + statusLine + "'");
            }
            status = Integer.parseInt(words[1]);
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Long.parseLong(
                            lower.substring("content-length:".length()).strip());
                } else if (lower.startsWith("transfer-encoding:")) {
                    chunked = lower.contains("chunked");
                } else if (lower.startsWith("connection:")) {
                    closing = lower.contains("close");
                }
            }
        } while (status == 100);
        StringBuilder text = new StringBuilder();
        if (chunked) {
            for (long size = chunkSize(); size > 0; size = chunkSize()) {
                body(size, text);
                line();
            }
            line();
        } else {
            body(length, text);
        }
        return new Answer(
                status,
                status == 200
                        ? ""
                        : text.toString().replaceAll("[^\\x20-\\x7e]+", " ").strip());
    }

    private long chunkSize() throws IOException {
        String line = line();
        int semicolon = line.indexOf(';');
        return Long.parseLong((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
    }

    private void body(long length, StringBuilder text) throws IOException {
        for (long i = 0; i < length; i++) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the server hung up within an answer");
            }
            if (text.length() < MAX_TEXT) {
                text.append((char) c);
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server hung up");
            }
            if (line.length() > MAX_LINE) {
                throw new IOException("a header longer than " + MAX_LINE + " bytes");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
