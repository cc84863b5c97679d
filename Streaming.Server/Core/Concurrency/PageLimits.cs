namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Holds the limits for the number of log pages (groups of messages that are read from the store together) in memory. Downloads have a
/// separate limit, so that they do not delay subscribers that reconnect and read older messages.
/// </summary>
internal sealed class PageLimits : IDisposable
{
    /// <summary>
    /// The limit for downloads: together they hold at most one log page (group of messages) in memory for each processor.
    /// </summary>
    public PageLimiter Downloads { get; } = new(Environment.ProcessorCount);

    /// <summary>
    /// The limit for subscribers that read older messages from the log: together they hold at most four log pages (groups of messages) in
    /// memory for each processor.
    /// </summary>
    public PageLimiter Replays { get; } = new(Environment.ProcessorCount * 4);

    /// <summary>
    /// The limit for fast downloads, which read several log pages (groups of messages) at once and keep them in memory until the client has
    /// received them. At most two downloads for each processor may do this at the same time.
    /// </summary>
    public CapacityLimiter LargeReads { get; } = new(Environment.ProcessorCount * 2);

    public void Dispose()
    {
        Downloads.Dispose();
        Replays.Dispose();
    }
}
