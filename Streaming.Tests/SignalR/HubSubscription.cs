using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>A subscription that a SignalR client has opened.</summary>
public sealed class HubSubscription : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<HubItem> _items = Channel.CreateUnbounded<HubItem>();
    private readonly Task _reading;

    public HubSubscription(HubConnection connection, string method, params object?[] arguments) =>
        _reading = ReadAsync(connection, method, arguments);

    /// <summary>Reads the next item; null at the end of the stream.</summary>
    public async Task<HubItem?> NextAsync() =>
        await _items.Reader.WaitToReadAsync().OrTimeout() && _items.Reader.TryRead(out var item) ? item : null;

    /// <summary>Reads the next item that is neither a join nor a leave.</summary>
    public async Task<HubItem> ReceiveItemAsync()
    {
        while (await NextAsync() is { } item)
        {
            if (item.Type is not ("join" or "leave"))
                return item;
        }

        throw new EndOfStreamException("The stream has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading.OrTimeout();
    }

    private async Task ReadAsync(HubConnection connection, string method, object?[] arguments)
    {
        try
        {
            await foreach (var item in connection.StreamAsyncCore<HubItem>(method, arguments, _end.Token))
                _items.Writer.TryWrite(item);
            _items.Writer.TryComplete();
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            _items.Writer.TryComplete();
        }
        catch (Exception e)
        {
            _items.Writer.TryComplete(e);
        }
    }
}
