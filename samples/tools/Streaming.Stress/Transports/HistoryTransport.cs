using System.Runtime.CompilerServices;
using Streaming.Stress.Clients;

namespace Streaming.Stress.Transports;

/// <summary>
/// Repeated downloads of the history as NDJSON, each after the last message of the one before. A download that breaks off continues after
/// its last complete line.
/// </summary>
internal sealed class HistoryTransport : ITransport
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    public string Name => "history";

    public bool HasSeveralTopics => false;

    public async IAsyncEnumerable<Delivery> ReadAsync(
        Uri server, IReadOnlyList<string> topics, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var position = after is null ? (Ledgers.Position?)null : Ledgers.Position.Parse(after);
            await foreach (var message in HistoryClient.ReadAsync(server, topics[0], position, cancellationToken))
            {
                after = message.Position.ToString();
                yield return new Delivery(message, after);
            }

            await Task.Delay(s_pause, cancellationToken);
        }
    }
}
