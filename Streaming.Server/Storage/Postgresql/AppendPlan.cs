using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the new messages of one group commit (a transaction for all appends that wait), and the results of its appends. The plan is made
/// before the commit, when the messages have no offsets yet.
/// </summary>
internal sealed class AppendPlan
{
    private readonly int[] _counts;
    private readonly List<PlannedAppend> _results = [];

    private AppendPlan(int topics) => _counts = new int[topics];

    /// <summary>Finds a topic of the commit by its name. Also returns the index of the topic in the commit, from 1.</summary>
    private Func<TopicName, (TopicUse? Use, int Index)> _find = static _ => default;
    private Func<TopicName, string?, string> _epochOf = static (_, _) => string.Empty;

    /// <summary>The number of new messages that the commit adds to each topic.</summary>
    public int[] Counts => _counts;

    /// <summary>For each new message, the index of its topic in the commit, from 1.</summary>
    public List<int> Topics { get; } = [];

    /// <summary>For each new message, its number among the new messages of the same topic, from 1.</summary>
    public List<int> Numbers { get; } = [];

    /// <summary>The new messages that the commit stores.</summary>
    public List<NewMessage> Messages { get; } = [];

    /// <summary>The results of the appends, in the order of the appends. They contain no offsets yet.</summary>
    public IReadOnlyList<PlannedAppend> Results => _results;

    /// <summary>
    /// Decides which messages of the appends are new, as the rules for idempotency keys (<see cref="KeyedAppends"/>) require.
    /// </summary>
    /// <param name="appends">The appends of the commit.</param>
    /// <param name="topics">For each append, the index of its topic in the commit, from 1.</param>
    /// <param name="keys">The idempotency keys of the appends, or null if no append has a key.</param>
    /// <param name="uses">The state of each topic, as it was read before the commit.</param>
    /// <param name="names">The names of the topics.</param>
    /// <param name="epochOf">A function that returns the epoch (id of one lifetime) of a topic.</param>
    /// <param name="usesRequestTime">If true, the age of an idempotency key is measured by the times of the append requests. If false, it
    /// is measured by the clock of the database.</param>
    public static AppendPlan Of(
        IReadOnlyList<AppendRequest> appends, int[] topics, TopicUse[] uses, TopicName[] names, KeyUses? keys,
        Func<TopicName, string?, string> epochOf, bool usesRequestTime)
    {
        var plan = new AppendPlan(uses.Length)
        {
            _find = topic => Array.IndexOf(names, topic) is >= 0 and var found ? (uses[found], found + 1) : default,
            _epochOf = epochOf,
        };
        for (var i = 0; i < appends.Count; i++)
        {
            var key = appends[i].Key is { } named ? keys!.Get(topics[i], named) : null;
            plan.Add(appends[i], topics[i], key, uses[topics[i] - 1], usesRequestTime);
        }

        return plan;
    }

    private void Add(AppendRequest append, int topic, KeyUse? key, TopicUse use, bool usesRequestTime)
    {
        if (append.Creation is not null)
        {
            Create(append, topic, use);
            return;
        }

        var now = key is null ? 0 : usesRequestTime ? PostgresqlTime.From(append.Time) : key.Now;
        var before = key?.Find(now - (long)AppendRequest.IdempotencyWindow.TotalMicroseconds);
        var skip = 0;
        if (before is { } kept && KeyedAppends.Compare(append, kept, key!.Hashes, out skip) is { } conflict)
        {
            _results.Add(new PlannedAppend(topic, KeyedAppends.Refused(use.Epoch, conflict), IsFirstNew: false, IsLastNew: false));
            return;
        }

        var isPlain = append.Conditions is null && !use.IsSpecial;
        if (!isPlain && (append.Conditions is not null || append.Messages.Count > skip) && use.Check(append) is { } refused)
        {
            AddUnchanged(append, topic, use, refused);
            return;
        }

        AddMessages(append, topic, skip);
        var result = KeyedAppends.Result(append, before, use.Epoch, append.Time, _counts[topic - 1], append.Messages.Count - skip);
        if (!isPlain)
            result = result with { Verdict = use.Finish(append) };
        key?.Save(append, result, now);
        _results.Add(new PlannedAppend(topic, result, key?.IsFirstNew ?? true, key?.IsLastNew ?? true));
    }

    private void Create(AppendRequest append, int topic, TopicUse use)
    {
        var (source, index) = append.Creation!.Fork is { } fork ? _find(fork.Source) : default;
        var added = index > 0 ? _counts[index - 1] : 0;
        var verdict = use.Create(append, source, added, life => _epochOf(append.Topic, life));
        if (verdict.Outcome != AppendOutcome.Created)
        {
            AddUnchanged(append, topic, use, verdict);
            return;
        }

        AddMessages(append, topic, skip: 0);
        var result = KeyedAppends.Result(append, before: null, use.Epoch, append.Time, _counts[topic - 1], append.Messages.Count);
        _results.Add(new PlannedAppend(topic, result with { Verdict = verdict }, IsFirstNew: true, IsLastNew: true));
    }

    // The newest offset in the result includes the messages that this commit has added to the topic so far.
    private void AddUnchanged(AppendRequest append, int topic, TopicUse use, AppendVerdict verdict) => _results.Add(new PlannedAppend(
        topic, ConditionalAppends.Unchanged(append, use.Epoch, _counts[topic - 1], verdict), IsFirstNew: false, IsLastNew: true));

    private void AddMessages(AppendRequest append, int topic, int skip)
    {
        for (var i = skip; i < append.Messages.Count; i++)
        {
            Topics.Add(topic);
            Numbers.Add(++_counts[topic - 1]);
            Messages.Add(append.Messages[i]);
        }
    }
}
