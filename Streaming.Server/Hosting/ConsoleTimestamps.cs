using Microsoft.Extensions.Logging.Console;

namespace Streaming.Server.Hosting;

/// <summary>
/// Adds the time (UTC, with milliseconds) to each log message on the console, unless <c>Logging:Console:FormatterOptions</c> sets another
/// format. The formatter for systemd stays without a time, because the journal adds its own.
/// </summary>
internal static class ConsoleTimestamps
{
    private const string Format = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Adds the time to the log messages of this process on the console.</summary>
    public static void Add(ILoggingBuilder logging)
    {
        // Without a name, the console would use the settings of an outdated form, which have no time.
        logging.Services.PostConfigure<ConsoleLoggerOptions>(options => options.FormatterName ??= ConsoleFormatterNames.Simple);
        logging.Services.PostConfigure<SimpleConsoleFormatterOptions>(options => Set(options, Format + " "));
        logging.Services.PostConfigure<JsonConsoleFormatterOptions>(options => Set(options, Format));
    }

    private static void Set(ConsoleFormatterOptions options, string format)
    {
        if (options.TimestampFormat is not null)
            return;
        options.TimestampFormat = format;
        options.UseUtcTimestamp = true;
    }
}
