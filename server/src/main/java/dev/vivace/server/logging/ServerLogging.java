package dev.vivace.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.vivace.server.config.Settings.Log;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sets Logback up: at class loading with the defaults, found as a service, and again once the settings are
/// known.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class ServerLogging extends ContextAwareBase implements Configurator {

    /// Libraries whose everyday remarks are of no use to whoever runs the server.
    private static final String[] QUIET = {"com.linecorp.armeria", "io.netty", "io.grpc"};

    /// Called by Logback.
    public ServerLogging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        apply(context, Log.DEFAULTS);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Makes every logger of the process follow the settings from now on.
    public static void configure(Log log) {
        apply((LoggerContext) LoggerFactory.getILoggerFactory(), log);
    }

    private static void apply(LoggerContext context, Log log) {
        context.reset();
        Encoder<ILoggingEvent> encoder = switch (log.format()) {
            case LOGFMT -> new LogfmtEncoder();
            case JSON -> json();
        };
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(
                switch (log.level()) {
                    case DEBUG -> Level.DEBUG;
                    case INFO -> Level.INFO;
                    case WARN -> Level.WARN;
                    case ERROR -> Level.ERROR;
                });
        root.addAppender(appender);
        for (String name : QUIET) {
            context.getLogger(name).setLevel(Level.WARN);
        }
        // Each port is a server of its own, and each tells it of the same executor.
        context.getLogger("io.micrometer").setLevel(Level.ERROR);
    }

    private static JsonEncoder json() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        return encoder;
    }
}
