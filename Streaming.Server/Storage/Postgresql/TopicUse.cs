using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Tracks one topic during a group commit (one transaction for all appends that wait): the properties and producers (clients that number
/// their requests) that were read before the commit, and the changes by its appends. The rules for these changes are in
/// <see cref="ConditionalAppends"/> and <see cref="TopicCreations"/>.
/// </summary>
internal sealed class TopicUse
{
    private Dictionary<string, KnownProducer>? _producers;
    private Dictionary<string, ProducerStamp>? _stored;
    private Dictionary<string, (ProducerStamp Stamp, DateTime Time)>? _saved;

    /// <summary>The id of the topic in the database.</summary>
    public int Id { get; set; }

    /// <summary>
    /// The life of the topic that was read before the commit. A life is the time from a creation of the topic to its deletion; each life
    /// has its own epoch.
    /// </summary>
    public string? Life { get; init; }

    /// <summary>The epoch of the topic (the id of one lifetime of its log).</summary>
    public required string Epoch { get; set; }

    /// <summary>The version of the topic's properties that was read before the commit; 0 if the topic had no properties.</summary>
    public long Version { get; init; }

    /// <summary>The properties of the topic, including the changes by this commit.</summary>
    public TopicProperties? Properties { get; set; }

    /// <summary>Whether the topic exists: it was created, or has ever had a message.</summary>
    public bool Exists { get; set; }

    /// <summary>The newest offset of the topic that was read before the commit.</summary>
    public long Newest { get; init; }

    /// <summary>The oldest offset of the topic that was read before the commit.</summary>
    public long Oldest { get; init; } = 1;

    /// <summary>The time of the topic's newest message that was read before the commit, in microseconds since 1970 (UTC).</summary>
    public long Time { get; init; }

    /// <summary>The time of the database when the topic was read before the commit, in UTC.</summary>
    public DateTime ReadAt { get; init; }

    /// <summary>The number of topics in the chain of sources from which this topic is forked; 0 if it is not a fork.</summary>
    public int Depth { get; init; }

    /// <summary>
    /// Whether a deleted topic of the same name had the epoch (id of one lifetime) that is calculated from the name alone. A new topic must
    /// then get another epoch.
    /// </summary>
    public bool HadSeed { get; init; }

    /// <summary>
    /// If this commit creates the topic, the id of the topic's new life (the time from a creation to a deletion); otherwise null.
    /// </summary>
    public string? NewLife { get; private set; }

    /// <summary>
    /// The source of the topic (the topic with whose messages it begins), if this commit creates the topic as a fork; otherwise null.
    /// </summary>
    public TopicUse? Source { get; private set; }

    /// <summary>Whether this commit has changed the properties of the topic, so that they must be written.</summary>
    public bool HasNewProperties { get; private set; }

    /// <summary>
    /// Whether appends to the topic need the SQL function for topics with properties instead of the function for plain publishes.
    /// </summary>
    public bool IsSpecial => Properties is not null || _saved is not null || NewLife is not null;

    /// <summary>
    /// Whether the topic has reached the maximum number of producers (clients that number their requests), so that old ones must be
    /// deleted.
    /// </summary>
    public bool MustPurge { get; private set; }

    /// <summary>
    /// The accepted requests of producers (clients that number their requests) that this commit must store, so that repeated requests are
    /// recognized.
    /// </summary>
    public IEnumerable<SavedProducer> Saved => _saved is null ? []
        : _saved.Values.Select(each => new SavedProducer(
            each.Stamp, each.Time, _stored?.TryGetValue(each.Stamp.Id, out var stored) == true ? stored : null));

    /// <summary>The epoch (id of one lifetime of the log), the oldest and newest offset, and the properties of the topic.</summary>
    public LogState State => new(Epoch, Oldest, Newest)
    {
        Properties = Properties,
        LastTime = Newest > 0 && Time > 0 ? PostgresqlTime.To(Time) : null,
    };

    /// <summary>Records the stored state of a producer (a client that numbers its requests).</summary>
    public void Know(string id, in KnownProducer known, bool mustPurge)
    {
        (_producers ??= new(StringComparer.Ordinal))[id] = known;
        if (known.Last is { } stored)
            (_stored ??= new(StringComparer.Ordinal))[id] = stored;
        MustPurge |= mustPurge;
    }

    /// <summary>
    /// Checks whether a request may be carried out. Returns null if it may. Otherwise returns the reason for its refusal, or the
    /// information that it was carried out before.
    /// </summary>
    public AppendVerdict? Check(AppendRequest append) => ConditionalAppends.Check(
        append, Exists, Properties, append.Conditions?.Producer is { } stamp ? Known(stamp.Id) : default);

    /// <summary>Updates the state of the topic in memory after a request was accepted, and returns what the request has done.</summary>
    public AppendVerdict? Finish(AppendRequest append)
    {
        Exists = true;
        if (append.Conditions?.Producer is { } stamp)
        {
            (_producers ??= new(StringComparer.Ordinal))[stamp.Id] = new KnownProducer(stamp, HasRoom: true);
            (_saved ??= new(StringComparer.Ordinal))[stamp.Id] = (stamp, append.Time);
        }

        var before = Properties;
        Properties = ConditionalAppends.After(append, before, append.Time);
        HasNewProperties |= ConditionalAppends.MustSave(append, before, Properties);
        return ConditionalAppends.Done(append, Properties);
    }

    /// <summary>Creates the topic in this commit, and returns what was done, or why the topic cannot be created.</summary>
    /// <param name="append">The request to create the topic.</param>
    /// <param name="source">The topic with whose messages the new topic begins; null if the new topic is not a fork or its source is
    /// unknown.</param>
    /// <param name="added">The number of messages that this commit has already added to the source.</param>
    /// <param name="epochOf">A function that returns the epoch (id of one lifetime of the log) for the id of a life of the topic.</param>
    public AppendVerdict Create(AppendRequest append, TopicUse? source, int added, Func<string, string> epochOf)
    {
        var creation = append.Creation!;
        if (Exists)
            return TopicCreations.Existing(creation, Properties);
        ForkSource? from = null;
        if (creation.Fork is not null)
        {
            from = source is not { Exists: true } ? default(ForkSource)
                : new ForkSource(Exists: true, source.Properties, source.Epoch, source.Newest + added, source.Depth);
            if (TopicCreations.CheckSource(creation, from.Value) is { } refused)
                return refused;
        }

        NewLife = Guid.NewGuid().ToString("N");
        Epoch = epochOf(NewLife);
        (Source, Exists, HasNewProperties) = (source, true, true);
        Properties = TopicCreations.Properties(creation, append.Time, from);
        return new AppendVerdict(AppendOutcome.Created) { Properties = Properties };
    }

    // A topic that this commit creates has no stored producers (clients that number their requests).
    private KnownProducer Known(string id) =>
        _producers?.TryGetValue(id, out var known) == true ? known : new KnownProducer(Last: null, HasRoom: true);
}
