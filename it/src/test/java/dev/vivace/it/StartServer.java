package dev.vivace.it;

import dev.vivace.server.RunningServer;
import dev.vivace.server.UserError;
import dev.vivace.server.VivaceServer;
import dev.vivace.server.config.Settings;
import dev.vivace.server.config.SettingsLoader;
import dev.vivace.server.logging.ServerLogging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The server as a program, for [ServerUnderTest].
final class StartServer {
    private StartServer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Settings settings = new SettingsLoader(System::getenv).load(Path.of(args[0]), true, List.of());
        ServerLogging.configure(settings.log());
        try {
            RunningServer server = VivaceServer.start(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                Runtime.getRuntime().halt(0);
            }));
        } catch (UserError | IOException e) {
            System.err.println("vivace: " + e.getMessage());
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }
}
