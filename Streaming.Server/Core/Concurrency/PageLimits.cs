namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Limits the number of log pages (groups of messages) in memory. Downloads have a limit of their own, so that they do not delay
/// subscribers that reconnect and read old messages.
/// </summary>
internal sealed class PageLimits : IDisposable
{
    /// <summary>The limit of log pages for downloads: one page for each processor.</summary>
    public PageLimiter Downloads { get; } = new(Environment.ProcessorCount);

    /// <summary>The limit of log pages for subscribers that read old messages: four pages for each processor.</summary>
    public PageLimiter Replays { get; } = new(Environment.ProcessorCount * 4);

    public void Dispose()
    {
        Downloads.Dispose();
        Replays.Dispose();
    }
}
