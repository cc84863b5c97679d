using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Reads the messages that a transaction about members has appended.</summary>
internal static class AppendedMembers
{
    /// <summary>The columns that <see cref="Read"/> reads, from the one with this number on.</summary>
    public const string Columns = "o_topic, o_offset, o_time, o_type, o_sender, o_data";

    /// <summary>Reads the messages of each topic.</summary>
    /// <param name="row">The row with the arrays of the messages, ordered by topic and offset.</param>
    /// <param name="first">The number of the first column.</param>
    /// <param name="epochOf">The epoch of a topic.</param>
    public static IReadOnlyList<(AppendRequest Append, AppendResult Result)> Read(
        NpgsqlDataReader row, int first, Func<TopicName, string> epochOf)
    {
        if (row.IsDBNull(first))
            return [];
        var topics = row.GetFieldValue<string[]>(first);
        var offsets = row.GetFieldValue<long[]>(first + 1);
        var times = row.GetFieldValue<long[]>(first + 2);
        var types = row.GetFieldValue<string[]>(first + 3);
        var senders = row.GetFieldValue<string?[]>(first + 4);
        var data = row.GetFieldValue<byte[][]>(first + 5);
        var appended = new List<(AppendRequest, AppendResult)>();
        for (var start = 0; start < topics.Length;)
        {
            var end = start;
            while (end < topics.Length && string.Equals(topics[end], topics[start], StringComparison.Ordinal))
                end++;
            var (topic, time, count) = (new TopicName(topics[start]), PostgresqlTime.To(times[start]), end - start);
            var append = new AppendRequest
            {
                Topic = topic,
                Time = time,
                Messages = [.. Enumerable.Range(start, count).Select(i => new NewMessage(DataKind.Json, data[i], types[i], senders[i]))],
            };
            appended.Add((append, new AppendResult(
                epochOf(topic), time, offsets[start], offsets[end - 1], count, Appended: count, Subscribers: 0)));
            start = end;
        }

        return appended;
    }

    /// <summary>The announcement of the messages to other nodes; null if there are none.</summary>
    public static CommitAnnouncement? Announce(CommitNumber number, MemberBatchResult result) => result.Appended.Count == 0 ? null
        : new CommitAnnouncement(number, [.. result.Appended.Select(each => new AnnouncedTopic(
            each.Append.Topic, each.Result.Epoch, each.Result.Last, PostgresqlTime.From(each.Result.Time), each.Append.Messages))]);

    /// <summary>The result of a transaction whose answer was lost.</summary>
    public static async ValueTask<MemberBatchResult> SettleAsync(
        PostgresqlTopicIds ids, NpgsqlConnection connection, CommittedTopics committed, CancellationToken cancellationToken)
    {
        var names = await ids.NamesAsync(connection, committed.Topics, cancellationToken);
        return new MemberBatchResult
        {
            Removed = 1,
            Moved = [.. committed.Topics.Select((id, i) => (names[id], committed.Newest[i]))],
        };
    }
}
