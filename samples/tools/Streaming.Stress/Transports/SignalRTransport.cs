using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR.Client;
using Streaming.Stress.Ledgers;

namespace Streaming.Stress.Transports;

/// <summary>The hub <c>/hubs/stream</c> with the .NET client of SignalR, in JSON over WebSocket.</summary>
internal sealed class SignalRTransport : ITransport
{
    public string Name => "signalr";

    public bool HasSeveralTopics => false;

    public async IAsyncEnumerable<Delivery> ReadAsync(
        Uri server, IReadOnlyList<string> topics, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(server, "/hubs/stream")).Build();
        await connection.StartAsync(cancellationToken);
        await foreach (var item in connection.StreamAsync<HubItem>("Subscribe", topics.ToArray(), after ?? "earliest", cancellationToken))
        {
            var position = Position.Parse(item.Position);
            yield return new Delivery(new ReceivedMessage(item.Topic, position, item.Type, item.Data.ToString()), item.Position);
        }
    }
}
