package dev.vivace.it;

import dev.vivace.server.cli.Vivace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A server in a process of its own, on ports of its own on the loopback address. It can be killed,
/// stopped and started again on the same data and the same ports. Confined to one thread, but for the
/// addresses.
final class ServerUnderTest implements AutoCloseable {
    /// The one that takes the least beside the heap; with `-Dvivace.gc=G1GC` the one that `./vivace` runs with.
    private static final String COLLECTOR = System.getProperty("vivace.gc", "SerialGC");

    private static final Duration START_AT_MOST = Duration.ofSeconds(60);

    private final Path directory;
    private final int apiPort;
    private final int grpcPort;
    private final int httpPort;
    /// Jaeger over gRPC, HTTP, compact and binary UDP, then Zipkin, then queries over gRPC.
    private final int[] otherPorts;
    private Lifetimes lifetimes;
    private String moreYaml = "";
    private @Nullable Process process;
    private int starts;

    /// How long spans stay live.
    ///
    /// @param traceIdle a trace is complete after this long without new spans
    /// @param block a live table is cut after this long
    record Lifetimes(Duration traceIdle, Duration block) {
        /// So long that no test sees a block.
        static final Lifetimes LIVE = new Lifetimes(Duration.ofMinutes(10), Duration.ofMinutes(10));
        /// So short that everything is in blocks at once.
        static final Lifetimes STORED = new Lifetimes(Duration.ofMillis(50), Duration.ofMillis(100));
    }

    private ServerUnderTest(
            Path directory, int apiPort, int grpcPort, int httpPort, int[] otherPorts, Lifetimes lifetimes) {
        this.directory = directory;
        this.apiPort = apiPort;
        this.grpcPort = grpcPort;
        this.httpPort = httpPort;
        this.otherPorts = otherPorts;
        this.lifetimes = lifetimes;
    }

    /// Starts a server and returns once it is ready.
    ///
    /// @param directory for data, configuration and log; the caller's to delete
    static ServerUnderTest start(Path directory, Lifetimes lifetimes) throws Exception {
        ServerUnderTest server = create(directory, lifetimes);
        try {
            server.start();
            return server;
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    /// As [#start(Path, Lifetimes)], with more sections in its configuration.
    static ServerUnderTest start(Path directory, Lifetimes lifetimes, String moreYaml) throws Exception {
        ServerUnderTest server = create(directory, lifetimes);
        server.moreYaml = moreYaml;
        try {
            server.start();
            return server;
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    /// A server that is not started yet.
    static ServerUnderTest create(Path directory, Lifetimes lifetimes) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        int[] ports = sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return new ServerUnderTest(directory, ports[0], ports[1], ports[2], Arrays.copyOfRange(ports, 3, 9), lifetimes);
    }

    /// Another server with the data or the ports of this one; not started yet.
    ServerUnderTest twin(boolean sameData, boolean samePorts) throws IOException {
        ServerUnderTest other = create(sameData ? directory : directory.resolve("twin"), lifetimes);
        return samePorts
                ? new ServerUnderTest(other.directory, apiPort, grpcPort, httpPort, otherPorts, lifetimes)
                : other;
    }

    /// Starts the process and waits until it is ready.
    void start() throws Exception {
        Process started = launch();
        Await.until(
                START_AT_MOST,
                () -> {
                    if (!started.isAlive()) {
                        throw new AssertionError("the server ended with " + started.exitValue() + ":\n" + log());
                    }
                    return isReady();
                },
                () -> "the server is not ready:\n" + log());
    }

    /// Starts the process and returns at once.
    Process launch() throws IOException {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("the server runs already, as process " + process.pid());
        }
        Files.createDirectories(directory);
        starts++;
        Path configuration = Files.writeString(directory.resolve("tempo-" + apiPort + ".yaml"), yaml() + moreYaml);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+Use" + COLLECTOR,
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                Vivace.class.getName(),
                "-config.file=" + configuration);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process started = builder.start();
        process = started;
        Children.watch(started);
        return started;
    }

    /// @param lifetimes from now on
    void restart(Lifetimes lifetimes) throws Exception {
        this.lifetimes = lifetimes;
        start();
    }

    private String yaml() {
        return """
                server: {http_listen_address: 127.0.0.1, http_listen_port: %d, grpc_listen_port: %d}
                distributor:
                  receivers:
                    otlp:
                      protocols:
                        grpc: {endpoint: "127.0.0.1:%d"}
                        http: {endpoint: "127.0.0.1:%d"}
                    jaeger:
                      protocols:
                        grpc: {endpoint: "127.0.0.1:%d"}
                        thrift_http: {endpoint: "127.0.0.1:%d"}
                        thrift_compact: {endpoint: "127.0.0.1:%d"}
                        thrift_binary: {endpoint: "127.0.0.1:%d"}
                    zipkin: {endpoint: "127.0.0.1:%d"}
                ingester:
                  trace_idle_period: %dms
                  trace_live_period: %dms
                  max_block_duration: %dms
                storage:
                  trace:
                    backend: local
                    local: {path: "%s"}
                    wal: {path: "%s"}
                """.formatted(
                        apiPort,
                        grpcQueriesPort(),
                        grpcPort,
                        httpPort,
                        otherPorts[0],
                        otherPorts[1],
                        otherPorts[2],
                        otherPorts[3],
                        otherPorts[4],
                        lifetimes.traceIdle().toMillis(),
                        Math.max(30_000, lifetimes.traceIdle().toMillis()),
                        lifetimes.block().toMillis(),
                        blocks(),
                        directory.resolve("wal"));
    }

    /// Ends the process as a crash would, and waits until it is gone.
    void kill9() throws InterruptedException {
        Process running = running();
        running.toHandle().destroyForcibly();
        running.waitFor();
    }

    /// Asks the process to stop, and returns at once.
    void askToStop() {
        running().toHandle().destroy();
    }

    /// Waits for the process to end by itself.
    ///
    /// @return its exit code
    int exitCode(Duration atMost) throws InterruptedException {
        Process running = running();
        if (!running.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the server has not ended within " + atMost + ":\n" + log());
        }
        return running.exitValue();
    }

    /// Asks the process to stop, and waits until it has.
    ///
    /// @return its exit code
    int sigterm() throws InterruptedException {
        askToStop();
        return exitCode(Duration.ofSeconds(20));
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("the server was never started");
        }
        return process;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    boolean isReady() throws InterruptedException {
        try {
            return Conversation.get(api("/ready")).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    URI api(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + apiPort + pathAndQuery);
    }

    /// Where OTLP/HTTP is received, with the path.
    URI otlpHttp() {
        return URI.create("http://127.0.0.1:" + httpPort + "/v1/traces");
    }

    /// Where OTLP/gRPC is received.
    URI otlpGrpc() {
        return URI.create("http://127.0.0.1:" + grpcPort);
    }

    /// Where Jaeger's Thrift is received over HTTP, with the path.
    URI jaegerHttp() {
        return URI.create("http://127.0.0.1:" + otherPorts[1] + "/api/traces");
    }

    /// Where Jaeger's spans are received over gRPC.
    URI jaegerGrpc() {
        return URI.create("http://127.0.0.1:" + otherPorts[0]);
    }

    /// The UDP port for compact Thrift.
    int jaegerCompactPort() {
        return otherPorts[2];
    }

    /// The UDP port for binary Thrift.
    int jaegerBinaryPort() {
        return otherPorts[3];
    }

    /// Where Zipkin's spans are received.
    URI zipkin(String path) {
        return URI.create("http://127.0.0.1:" + otherPorts[4] + path);
    }

    int otlpHttpPort() {
        return httpPort;
    }

    int apiPort() {
        return apiPort;
    }

    /// The port of its own that queries over gRPC have.
    int grpcQueriesPort() {
        return otherPorts[5];
    }

    Path blocks() {
        return directory.resolve("blocks");
    }

    Path logFile() {
        return directory.resolve("server-" + apiPort + ".log");
    }

    /// What the process has printed since its first start; short of everything, the end.
    String log() {
        try {
            String text = Files.readString(logFile(), StandardCharsets.UTF_8);
            return text.length() > 8000 ? "..." + text.substring(text.length() - 8000) : text;
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /// How many blocks are whole, by their last file.
    long blockCount() throws IOException {
        if (!Files.isDirectory(blocks())) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(blocks())) {
            return files.filter(file -> file.endsWith("meta.json")).count();
        }
    }

    /// The sum of a metric over its labels; 0 if it does not occur.
    double metric(String name) throws IOException, InterruptedException {
        double sum = 0;
        for (String line : Conversation.get(api("/metrics")).text().lines().toList()) {
            if (line.startsWith(name + " ") || line.startsWith(name + "{")) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    /// Returns once no span is live any more and blocks hold some.
    void awaitStored() throws Exception {
        Await.until(
                Duration.ofSeconds(30),
                () -> metric("vivace_live_spans") == 0 && blockCount() > 0,
                () -> "spans are still live:\n" + log());
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.toHandle().destroyForcibly();
            process.onExit().join();
        }
    }

    int starts() {
        return starts;
    }
}
