using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the new messages of one group commit (a transaction for all appends that wait) and the results of its appends. The plan is made
/// before the commit, so it contains no offsets yet.
/// </summary>
internal sealed class AppendPlan
{
    private readonly int[] _counts;
    private readonly List<PlannedAppend> _results = [];

    private AppendPlan(int topics) => _counts = new int[topics];

    /// <summary>The number of new messages of each topic.</summary>
    public int[] Counts => _counts;

    /// <summary>For each new message, the index of its topic in the commit, from 1.</summary>
    public List<int> Topics { get; } = [];

    /// <summary>For each new message, its number among the new messages of the same topic, from 1.</summary>
    public List<int> Numbers { get; } = [];

    /// <summary>The new messages of the commit.</summary>
    public List<NewMessage> Messages { get; } = [];

    /// <summary>The results of the appends, in the order of the appends. They contain no offsets yet.</summary>
    public IReadOnlyList<PlannedAppend> Results => _results;

    /// <summary>
    /// Decides which messages of the appends are new. The rules for idempotency keys are those of <see cref="KeyedAppends"/>.
    /// </summary>
    /// <param name="appends">The appends of the commit.</param>
    /// <param name="topics">For each append, the index of its topic in the commit, from 1.</param>
    /// <param name="count">The number of topics in the commit.</param>
    /// <param name="keys">The idempotency keys of the appends, or null if no append has a key.</param>
    /// <param name="epochs">The epoch of each topic.</param>
    /// <param name="usesRequestTime">
    /// Whether the age of an idempotency key is measured by the times of the append requests; otherwise it is measured by the clock of the
    /// database.
    /// </param>
    public static AppendPlan Of(
        IReadOnlyList<AppendRequest> appends, int[] topics, int count, KeyUses? keys, string[] epochs, bool usesRequestTime)
    {
        var plan = new AppendPlan(count);
        for (var i = 0; i < appends.Count; i++)
        {
            var key = appends[i].Key is { } named ? keys!.Get(topics[i], named) : null;
            plan.Add(appends[i], topics[i], key, epochs[topics[i] - 1], usesRequestTime);
        }

        return plan;
    }

    private void Add(AppendRequest append, int topic, KeyUse? key, string epoch, bool usesRequestTime)
    {
        var now = key is null ? 0 : usesRequestTime ? PostgresqlTime.From(append.Time) : key.Now;
        var before = key?.Find(now - (long)AppendRequest.IdempotencyWindow.TotalMicroseconds);
        var skip = 0;
        if (before is { } kept && KeyedAppends.Compare(append, kept, key!.Hashes, out skip) is { } conflict)
        {
            _results.Add(new PlannedAppend(topic, KeyedAppends.Refused(epoch, conflict), IsFirstNew: false, IsLastNew: false));
            return;
        }

        for (var i = skip; i < append.Messages.Count; i++)
        {
            Topics.Add(topic);
            Numbers.Add(++_counts[topic - 1]);
            Messages.Add(append.Messages[i]);
        }

        var result = KeyedAppends.Result(append, before, epoch, append.Time, _counts[topic - 1], append.Messages.Count - skip);
        key?.Save(append, result, now);
        _results.Add(new PlannedAppend(topic, result, key?.IsFirstNew ?? true, key?.IsLastNew ?? true));
    }
}
