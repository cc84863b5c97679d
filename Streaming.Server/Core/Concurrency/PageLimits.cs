namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// The limits of log pages in memory. Downloads have a separate limit, so that they do not delay the replay of reconnecting subscribers.
/// </summary>
internal sealed class PageLimits : IDisposable
{
    /// <summary>The limit of downloads: one page for each processor.</summary>
    public PageLimiter Downloads { get; } = new(Environment.ProcessorCount);

    /// <summary>The limit of replays: four pages for each processor.</summary>
    public PageLimiter Replays { get; } = new(Environment.ProcessorCount * 4);

    public void Dispose()
    {
        Downloads.Dispose();
        Replays.Dispose();
    }
}
