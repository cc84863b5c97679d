using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Appends events of jobs (such as started or failed) to the topics of the jobs, for a batch of changes of the job queue, with one SQL
/// statement. Each event is one message.
/// </summary>
internal sealed class PostgresqlEventAppend
{
    private const string Append = """
        SELECT o_base, o_time FROM streaming.append_events_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    private readonly IReadOnlyList<AppendRequest> _events;
    private readonly List<TopicName> _topics = [];
    private readonly List<int> _counts = [];
    private readonly List<int> _places = [];
    private readonly List<int> _numbers = [];

    public PostgresqlEventAppend(IReadOnlyList<AppendRequest> events)
    {
        _events = events;
        var places = new Dictionary<TopicName, int>();
        foreach (var each in events)
        {
            if (!places.TryGetValue(each.Topic, out var place))
            {
                places.Add(each.Topic, place = _topics.Count);
                _topics.Add(each.Topic);
                _counts.Add(0);
            }

            _places.Add(place);
            _numbers.Add(++_counts[place]);
        }
    }

    /// <summary>
    /// Adds the SQL statement that appends the events. The statement also stores the number of the commit, even if the batch has no events.
    /// </summary>
    public void AddTo(NpgsqlBatch commands, CommitNumber number, int generation, DateTime now) =>
        commands.Add(Append).Integer(number.Writer).Bigint(number.Sequence).Integer(generation).Texts(_topics.Select(topic => topic.Value))
            .Integers(_counts).Bigint(PostgresqlTime.From(now)).Integers(_places.Select(place => place + 1)).Integers(_numbers)
            .Texts(_events.Select(each => each.Messages[0].Type)).Byteas(_events.Select(each => each.Messages[0].Data.ToArray()));

    /// <summary>Returns for each topic the newest offset after the append, and the time of the new messages.</summary>
    /// <param name="bases">The newest offset of each topic before the append.</param>
    /// <param name="times">The time of the new messages of each topic, in microseconds since 1970 (UTC).</param>
    public Dictionary<string, (long Newest, long Time)> NewestOf(long[] bases, long[] times)
    {
        var newest = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        for (var place = 0; place < bases.Length; place++)
            newest[_topics[place].Value] = (bases[place] + _counts[place], times[place]);
        return newest;
    }

    /// <summary>Returns the events together with the offsets that the append has assigned to them.</summary>
    /// <param name="newest">For each topic, its newest offset after the append, and the time of its new messages.</param>
    /// <param name="epochOf">A function that returns the epoch (id of one lifetime) of a topic.</param>
    public IReadOnlyList<(AppendRequest Append, AppendResult Result)> ResultsOf(
        Dictionary<string, (long Newest, long Time)> newest, Func<TopicName, string> epochOf)
    {
        var results = new List<(AppendRequest, AppendResult)>(_events.Count);
        for (var i = 0; i < _events.Count; i++)
        {
            var topic = _events[i].Topic;
            var (last, time) = newest[topic.Value];
            var offset = last - _counts[_places[i]] + _numbers[i];
            results.Add((_events[i],
                new AppendResult(epochOf(topic), PostgresqlTime.To(time), offset, offset, Count: 1, Appended: 1, Subscribers: 0)));
        }

        return results;
    }

    /// <summary>Returns the topics to which the events were appended, for the announcement of the commit to other nodes.</summary>
    /// <param name="results">The events with the offsets that the append assigned.</param>
    public IReadOnlyList<AnnouncedTopic> AnnouncedOf(IReadOnlyList<(AppendRequest Append, AppendResult Result)> results)
    {
        var messages = _topics.ConvertAll(_ => new List<NewMessage>());
        var last = new AppendResult[_topics.Count];
        for (var i = 0; i < results.Count; i++)
        {
            messages[_places[i]].Add(results[i].Append.Messages[0]);
            last[_places[i]] = results[i].Result;
        }

        return [.. _topics.Select((topic, place) => new AnnouncedTopic(
            topic, last[place].Epoch, last[place].Last, PostgresqlTime.From(last[place].Time), messages[place]))];
    }
}
