namespace Streaming.Server.Hosting;

/// <summary>
/// Logs a warning for each configuration key in a section with a misspelt name. A hosting application may have sections of its own with
/// such names, so that it starts in spite of them. The server's own program does not (<see cref="SectionCheck"/>).
/// </summary>
internal sealed partial class SectionWarnings(IConfiguration configuration, ILogger<SectionWarnings> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var sentence in MisspeltSections.Find(configuration))
            LogMisspelt(sentence);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Warning, "Found a key of the configuration that has no effect: {Sentence}")]
    private partial void LogMisspelt(string sentence);
}
