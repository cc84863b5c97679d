namespace Streaming.Server.Core.Concurrency;

/// <summary>The limits of pages that are in memory at once. Downloads have their own, so that readers of live streams which come back do not wait for them.</summary>
internal sealed class PageLimits : IDisposable
{
    /// <summary>For downloads. Two use all processors already: one page is read while another is written.</summary>
    public PageLimiter Downloads { get; } = new(Environment.ProcessorCount);

    /// <summary>For what readers of live streams have missed.</summary>
    public PageLimiter Replays { get; } = new(Environment.ProcessorCount * 4);

    public void Dispose()
    {
        Downloads.Dispose();
        Replays.Dispose();
    }
}
