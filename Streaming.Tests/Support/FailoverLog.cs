using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Memory;

namespace Streaming.Tests.Support;

/// <summary>
/// A log that fails over to a copy which lacks the newest messages: topics go on after what the copy has, under new epochs.
/// </summary>
internal sealed class FailoverLog : ITopicLog
{
    private readonly List<(MemoryTopicLog Log, Dictionary<TopicName, long> Through)> _former = [];
    private MemoryTopicLog _current = Stores.Memory();

    /// <summary>Fails over. Each topic keeps its messages up to its newest offset less the number that is lost.</summary>
    public async Task FailOverAsync(int lost)
    {
        var (before, after) = (_current, Stores.Memory());
        var through = new Dictionary<TopicName, long>();
        foreach (var (topic, state) in await before.ListAsync(after: null, int.MaxValue, CancellationToken.None).OrTimeout())
        {
            through[topic] = Math.Max(0, state.Newest - lost);
            foreach (var (_, text) in (await before.AllAsync(topic.Value)).Take((int)through[topic]))
                await after.AppendAsync(topic.Value, text);
        }

        _former.Add((before, through));
        _current = after;
    }

    public ValueTask<bool> WasDeletedAsync(TopicName topic, string epoch, CancellationToken cancellationToken) =>
        ValueTask.FromResult(false);

    public async ValueTask<long?> FindThroughAsync(TopicName topic, string epoch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _former.Count; i++)
        {
            var state = await _former[i].Log.GetStateAsync(topic, cancellationToken);
            if (state.Epoch == epoch)
                return _former.Skip(i).Min(former => former.Through.GetValueOrDefault(topic));
        }

        return null;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        _current.GetStateAsync(topic, cancellationToken);

    public ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(
        TopicName? after, int limit, CancellationToken cancellationToken) =>
        _current.ListAsync(after, limit, cancellationToken);

    public ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken) =>
        _current.AppendAsync(appends, cancellationToken);

    public ValueTask<IReadOnlyList<Message>> ReadAsync(
        TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken) =>
        _current.ReadAsync(topic, from, through, page, cancellationToken);

    public ValueTask<IReadOnlyList<IReadOnlyList<Message>>> ReadManyAsync(
        IReadOnlyList<TopicRange> ranges, CancellationToken cancellationToken) =>
        _current.ReadManyAsync(ranges, cancellationToken);

    public ValueTask<long> FindOffsetAsync(TopicName topic, DateTime time, CancellationToken cancellationToken) =>
        _current.FindOffsetAsync(topic, time, cancellationToken);

    public ValueTask<LogState> TrimAsync(TopicName topic, string epoch, long before, CancellationToken cancellationToken) =>
        _current.TrimAsync(topic, epoch, before, cancellationToken);

    public ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<DeleteOutcome> DeleteAsync(TopicName topic, DateTime? expiredAt, CancellationToken cancellationToken) =>
        _current.DeleteAsync(topic, expiredAt, cancellationToken);

    public ValueTask TouchAsync(IReadOnlyList<TopicTouch> touches, CancellationToken cancellationToken) =>
        _current.TouchAsync(touches, cancellationToken);

    public ValueTask<IReadOnlyList<TopicName>> ListExpiredAsync(DateTime time, int limit, CancellationToken cancellationToken) =>
        _current.ListExpiredAsync(time, limit, cancellationToken);

    public ValueTask DeleteKeysAsync(DateTime time, CancellationToken cancellationToken) =>
        _current.DeleteKeysAsync(time, cancellationToken);
}
