using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Tracks the properties and producers of one topic during a group commit: what was read before it, and the changes by its appends. The
/// rules are those of <see cref="ConditionalAppends"/> and <see cref="TopicCreations"/>.
/// </summary>
internal sealed class TopicUse
{
    private Dictionary<string, KnownProducer>? _producers;
    private Dictionary<string, (ProducerStamp Stamp, DateTime Time)>? _saved;

    /// <summary>The id of the topic in the database.</summary>
    public int Id { get; set; }

    /// <summary>The life of the topic that was read, which is part of its epoch.</summary>
    public string? Life { get; init; }

    /// <summary>The epoch of the topic.</summary>
    public required string Epoch { get; set; }

    /// <summary>The version of the properties that was read; 0 if the topic had none.</summary>
    public long Version { get; init; }

    /// <summary>The properties of the topic.</summary>
    public TopicProperties? Properties { get; set; }

    /// <summary>Whether the topic was created or has a message.</summary>
    public bool Exists { get; set; }

    /// <summary>The newest offset that was read.</summary>
    public long Newest { get; init; }

    /// <summary>The oldest offset that was read.</summary>
    public long Oldest { get; init; } = 1;

    /// <summary>The time of the newest message that was read, in microseconds since 1970 (UTC).</summary>
    public long Time { get; init; }

    /// <summary>The number of topics from which this one is forked.</summary>
    public int Depth { get; init; }

    /// <summary>Whether a deleted life of the name had an epoch that follows from the name alone.</summary>
    public bool HadSeed { get; init; }

    /// <summary>The life of the topic, if this commit creates it.</summary>
    public string? NewLife { get; private set; }

    /// <summary>The topic from which this commit forks the topic.</summary>
    public TopicUse? Source { get; private set; }

    /// <summary>Whether the properties must be saved.</summary>
    public bool HasNewProperties { get; private set; }

    /// <summary>Whether appends to the topic need more than the plain function.</summary>
    public bool IsSpecial => Properties is not null || _saved is not null || NewLife is not null;

    /// <summary>Whether the topic has so many producers that old ones must be deleted.</summary>
    public bool MustPurge { get; private set; }

    /// <summary>The requests of producers to save.</summary>
    public IEnumerable<(ProducerStamp Stamp, DateTime Time)> Saved => _saved is null ? [] : _saved.Values;

    /// <summary>The state of the topic.</summary>
    public LogState State => new(Epoch, Oldest, Newest) { Properties = Properties };

    /// <summary>Records what the topic knows of a producer.</summary>
    public void Know(string id, in KnownProducer known, bool mustPurge)
    {
        (_producers ??= new(StringComparer.Ordinal))[id] = known;
        MustPurge |= mustPurge;
    }

    /// <summary>Returns why a request must not be carried out, or that it was; null if it may be.</summary>
    public AppendVerdict? Check(AppendRequest append) => ConditionalAppends.Check(
        append, Exists, Properties, append.Conditions?.Producer is { } stamp ? Known(stamp.Id) : default);

    /// <summary>Records that a request was carried out, and returns what it has done.</summary>
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

    /// <summary>Creates the topic, and returns what was done.</summary>
    /// <param name="append">The request.</param>
    /// <param name="source">The topic from which the new one is forked, if it is a fork and the topic is known.</param>
    /// <param name="added">The number of messages that this commit has added to the source.</param>
    /// <param name="epochOf">The epoch of the topic in a life.</param>
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

    // A topic that this commit creates has no producers.
    private KnownProducer Known(string id) =>
        _producers?.TryGetValue(id, out var known) == true ? known : new KnownProducer(Last: null, HasRoom: true);
}
