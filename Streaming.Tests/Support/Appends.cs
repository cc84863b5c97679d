using System.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Support;

/// <summary>Short helper methods for appending to a log and reading from it.</summary>
internal static class Appends
{
    public static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Creates an append of text messages.</summary>
    public static AppendRequest Of(string topic, params string[] texts) => new()
    {
        Topic = new TopicName(topic),
        Messages = [.. texts.Select(
            text => new NewMessage(DataKind.Text, Encoding.UTF8.GetBytes(text), MessageType.Default, Sender: null))],
        Time = Noon,
    };

    public static async Task<AppendResult> AppendAsync(this ITopicLog log, AppendRequest append) =>
        (await log.AppendAsync([append], CancellationToken.None).OrTimeout()).Single();

    public static Task<AppendResult> AppendAsync(this ITopicLog log, string topic, params string[] texts) =>
        log.AppendAsync(Of(topic, texts));

    /// <summary>Appends messages "1", "2", … up to <paramref name="count"/>.</summary>
    public static Task<AppendResult> FillAsync(this ITopicLog log, string topic, int count) =>
        log.AppendAsync(topic, [.. Enumerable.Range(1, count).Select(number => $"{number}")]);

    /// <summary>Returns the state of a topic without the time of its newest message, which depends on the clock.</summary>
    public static async Task<LogState> StateAsync(this ITopicLog log, string topic) =>
        await log.GetStateAsync(new TopicName(topic), CancellationToken.None).OrTimeout() with { LastTime = null };

    public static Task<IReadOnlyList<Message>> PageAsync(
        this ITopicLog log, string topic, long from, long through, int messages = 1_000, int bytes = 1 << 20) =>
        log.ReadAsync(new TopicName(topic), from, through, new PageSize(messages, bytes), CancellationToken.None).OrTimeout();

    public static async Task<LogState> TrimAsync(this ITopicLog log, string topic, long before) =>
        await log.TrimAsync(
            new TopicName(topic), (await log.StateAsync(topic)).Epoch, before, CancellationToken.None).OrTimeout() with
        { LastTime = null };

    /// <summary>Reads the offsets and texts of a range, page by page.</summary>
    public static async Task<List<(long Offset, string Text)>> AllAsync(this ITopicLog log, string topic)
    {
        var all = new List<(long, string)>();
        var state = await log.StateAsync(topic);
        for (var next = state.Oldest; next <= state.Newest; next = all[^1].Item1 + 1)
            all.AddRange((await log.PageAsync(topic, next, state.Newest)).Select(message => (message.Offset, message.Text)));
        return all;
    }
}
