using System.Threading.Channels;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Publishes the messages that a SignalR client sends as a stream. Messages that arrive together form a batch of at most 256 messages. Each
/// batch is stored durably before the next messages are read.
/// </summary>
internal static class HubUpload
{
    private const int MaxBatch = 256;

    public static async Task<HubUploadResult> RunAsync(
        ChannelReader<HubData> items, Func<IReadOnlyList<NewMessage>, ValueTask<PublishAnswer>> publish, string? sender,
            CancellationToken cancellationToken)
    {
        var batch = new List<NewMessage>();
        string? first = null, last = null;
        long count = 0;
        while (await items.WaitToReadAsync(cancellationToken))
        {
            batch.Clear();
            while (batch.Count < MaxBatch && items.TryRead(out var item))
                batch.Add(item.ToMessage(type: null, sender));
            var answer = await publish(batch);
            (first, last) = (first ?? answer.First, answer.Last);
            count += answer.Count;
        }

        return new HubUploadResult(first, last, count);
    }
}
