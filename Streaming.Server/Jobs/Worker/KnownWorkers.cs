using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Decides whether a running worker (a process that runs jobs) takes jobs of a type. For types that this process does not run itself, reads
/// the list of workers from the store, at most once a second.
/// </summary>
internal sealed partial class KnownWorkers(IWorkerStore store, OwnWorker own, ILogger<KnownWorkers> logger)
{
    private static readonly TimeSpan s_keepFor = TimeSpan.FromSeconds(1);

    private Known? _known;

    /// <summary>
    /// Returns true if a running worker takes jobs of a type. Also returns true if this is unknown because the store cannot be read.
    /// </summary>
    public ValueTask<bool> TakesAsync(string type, CancellationToken cancellationToken) =>
        AnyAsync(worker => worker.Takes(type), cancellationToken);

    /// <summary>
    /// Returns true if a running worker takes jobs of a type with a priority. Also returns true if this is unknown because the store cannot
    /// be read.
    /// </summary>
    public ValueTask<bool> TakesAsync(string type, int priority, CancellationToken cancellationToken) =>
        AnyAsync(worker => worker.Takes(type) && worker.Takes(priority), cancellationToken);

    private async ValueTask<bool> AnyAsync(Func<WorkerRecord, bool> takes, CancellationToken cancellationToken)
    {
        if (own.Record is { } record && takes(record))
            return true;
        try
        {
            var list = await ListAsync(cancellationToken);
            return !list.IsComplete || list.Workers.Any(state => takes(state.Worker));
        }
        catch (RefusalException e)
        {
            LogFailed(e.Message);
            return true;
        }
    }

    private async ValueTask<WorkerList> ListAsync(CancellationToken cancellationToken)
    {
        // The age of the list of workers is measured with the clock of the machine, even if the application uses another clock, as tests
        // do.
        if (Volatile.Read(ref _known) is { } known && TimeProvider.System.GetElapsedTime(known.Read) < s_keepFor)
            return known.List;
        var read = TimeProvider.System.GetTimestamp();
        var list = await store.ListAsync(cancellationToken);
        Volatile.Write(ref _known, new Known(list, read));
        return list;
    }

    private sealed record Known(WorkerList List, long Read);

    [LoggerMessage(1, LogLevel.Warning, "Failed to read which workers run: {Problem}")]
    private partial void LogFailed(string problem);
}
