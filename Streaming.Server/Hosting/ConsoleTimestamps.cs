using Microsoft.Extensions.Logging.Console;

namespace Streaming.Server.Hosting;

/// <summary>
/// Adds the time (UTC, with milliseconds) to each log message on the console, unless <c>Logging:Console:FormatterOptions</c> sets another
/// format. With the format for systemd, no time is added, because the journal of systemd adds the time itself.
/// </summary>
internal static class ConsoleTimestamps
{
    private const string Format = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Adds the time to the log messages that this process writes to the console.</summary>
    public static void Add(ILoggingBuilder logging)
    {
        // If no formatter is selected, the console uses an outdated class of options, which ignores the format of the time. So the
        // formatter is selected here.
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
