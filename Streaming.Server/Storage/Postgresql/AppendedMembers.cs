using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Reads the messages about joins and leaves of room members that a transaction has appended to the topics of rooms.</summary>
internal static class AppendedMembers
{
    /// <summary>The columns of an SQL result that the method <see cref="Read"/> expects, in this order.</summary>
    public const string Columns = "o_topic, o_offset, o_time, o_type, o_sender, o_data";

    /// <summary>
    /// Reads the messages about joins and leaves of room members from a row of an SQL result, and groups them by topic. A transaction has
    /// appended these messages.
    /// </summary>
    /// <param name="row">The row. Each of its columns is an array with one element for each message, ordered by topic and offset.</param>
    /// <param name="first">The index of the first of the columns <see cref="Columns"/> within the row.</param>
    /// <param name="epochOf">A function that returns the epoch of a topic (the id of one lifetime of its log).</param>
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

    /// <summary>Creates the announcement by which other nodes learn of the appended messages; null if no message was appended.</summary>
    public static CommitAnnouncement? Announce(CommitNumber number, MemberBatchResult result) => result.Appended.Count == 0 ? null
        : new CommitAnnouncement(number, [.. result.Appended.Select(each => new AnnouncedTopic(
            each.Append.Topic, each.Result.Epoch, each.Result.Last, PostgresqlTime.From(each.Result.Time), each.Append.Messages))]);

    /// <summary>
    /// Creates the result of a transaction that was committed although its answer was lost. The result contains the topics that have new
    /// messages, but not the messages.
    /// </summary>
    public static async ValueTask<MemberBatchResult> RecoverResultAsync(
        PostgresqlTopicIds ids, NpgsqlConnection connection, CommittedTopics committed, CancellationToken cancellationToken)
    {
        var names = await ids.NamesAsync(connection, committed.Topics, cancellationToken);
        return new MemberBatchResult
        {
            Removed = 1,
            Moved = [.. committed.Topics.Select(id => names[id])],
        };
    }
}
