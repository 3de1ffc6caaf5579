package dev.vivace.server.cli;

/// A process of its own for [ProcessTest]: the real command line around a server that only says when it starts and
/// stops.
final class StoppableServer {
    private StoppableServer() {}

    public static void main(String[] args) {
        System.exit(Vivace.run(
                settings -> {
                    System.out.println("started on " + settings.http());
                    return () -> System.out.println("closed");
                },
                args));
    }
}
