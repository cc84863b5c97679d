using System.Net.WebSockets;
using Streaming.Stress.Ledgers;
using Streaming.Stress.Report;

namespace Streaming.Stress.Transports;

/// <summary>
/// A subscriber that opens its stream again after each interruption, with the position of its last message, and records all messages.
/// </summary>
/// <param name="transport">The transport of the subscriber.</param>
/// <param name="address">Returns the address of the server for each new stream.</param>
/// <param name="topics">The topics of the subscriber.</param>
/// <param name="record">The record of the subscriber.</param>
/// <param name="result">Receives the number of streams and messages.</param>
internal sealed class ResumingReader(
    ITransport transport, Func<Uri> address, IReadOnlyList<string> topics, ReaderLedger record, ScenarioResult result)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(30);

    private string? _after;

    /// <summary>The error that ended the last stream; null if there was none.</summary>
    public string? LastError { get; private set; }

    /// <summary>Reads until it is cancelled, and continues after the last position when it is called again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        foreach (var topic in topics)
            record.Follow(topic, record.Last(topic));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                result.Count("streams");
                await foreach (var delivery in transport.ReadAsync(address(), topics, _after, stop))
                    Take(delivery);
            }
            catch (Exception e) when (stop.IsCancellationRequested || IsInterruption(e))
            {
                LastError = e.Message;
            }

            await Task.Delay(s_pause, CancellationToken.None);
        }
    }

    // Clients of the transports report a broken connection with these exceptions.
    private static bool IsInterruption(Exception e) => e is TransportException or HttpRequestException or IOException or WebSocketException
        or OperationCanceledException or InvalidOperationException or AggregateException or TimeoutException
        or System.Net.Sockets.SocketException or Microsoft.AspNetCore.SignalR.HubException;

    private void Take(Delivery delivery)
    {
        var message = delivery.Message;
        _after = delivery.ResumeAfter;
        if (message.Type == "gap")
        {
            record.Gap(message.Topic, message.Position.Offset + 1);
            return;
        }

        result.Count("received");
        record.Seen(message);
    }
}
