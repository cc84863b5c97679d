using System.Text.Json;
using System.Threading.Channels;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Publishing;

/// <summary>
/// Publishes the entries of the audit trail (refused requests and actions of administrators) in the background, so that no response waits
/// for an entry. Anonymous clients can cause any number of refusals, so at most 20 refused requests per second get an entry.
/// </summary>
internal sealed partial class AuditTrail(Publisher publisher, TimeProvider time, ILogger<AuditTrail> logger) : BackgroundService,
    IAuditTrail
{
    private const int Waiting = 1_024;
    private const int RefusalsPerSecond = 20;

    // Clients can cause any number of entries, so the log has at most one line in this time.
    private static readonly TimeSpan s_betweenWarnings = TimeSpan.FromMinutes(1);

    private readonly Channel<AuditEntry> _entries = Channel.CreateBounded<AuditEntry>(
        new BoundedChannelOptions(Waiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly Lock _gate = new();
    private long _second;
    private int _refusals;
    private int _leftOut;
    private long _notPublished;
    private long? _lastWarning;

    public void Add(AuditEntry entry)
    {
        if ((entry.Kind == AuditEntry.Refused && !MayAddRefusal()) || !_entries.Writer.TryWrite(entry))
            Interlocked.Increment(ref _leftOut);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Waits until the queued entries of the audit trail are published, because the log closes afterwards. The wait is not limited by
        // the time limit of the shutdown, which other services may have used up.
        _entries.Writer.TryComplete();
        if (ExecuteTask is { } writing)
            await SingleThreadScheduler.HasEndedAsync(writing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var entry in _entries.Reader.ReadAllAsync(CancellationToken.None))
            await WriteAsync(entry);
    }

    private async Task WriteAsync(AuditEntry entry)
    {
        var leftOut = Interlocked.Exchange(ref _leftOut, 0);
        var data = JsonSerializer.SerializeToUtf8Bytes(new
        {
            subject = entry.Subject,
            address = entry.Address,
            method = entry.Method,
            path = entry.Path,
            detail = entry.Detail,
            leftOut,
        });
        try
        {
            await publisher.PublishAsync(ReservedTopics.Audit, new NewMessage(DataKind.Json, data, entry.Kind, Sender: null));
        }
        catch (Exception e)
        {
            // If one entry of the audit trail cannot be published, the loop continues with the next entry, which reports it as left out.
            Interlocked.Add(ref _leftOut, leftOut + 1);
            Warn(e);
        }
    }

    private void Warn(Exception exception)
    {
        _notPublished++;
        if (_lastWarning is { } last && time.GetElapsedTime(last) < s_betweenWarnings)
            return;
        LogNotPublished(_notPublished, exception.Message);
        (_notPublished, _lastWarning) = (0, time.GetTimestamp());
    }

    private bool MayAddRefusal()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            if (now != _second)
                (_second, _refusals) = (now, 0);
            return ++_refusals <= RefusalsPerSecond;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to publish {Entries} entry or entries of the audit trail. The last failure: {Problem}")]
    private partial void LogNotPublished(long entries, string problem);
}
