using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>The real SignalR client for .NET.</summary>
public sealed class HubReader : IAsyncDisposable
{
    private HubReader(HubConnection connection) => Connection = connection;

    public HubConnection Connection { get; }

    public static Task<HubReader> ConnectAsync(TestServer server, string query = "", bool messagePack = false) => ConnectAsync(server.Address, query, messagePack);

    public static async Task<HubReader> ConnectAsync(Uri server, string query = "", bool messagePack = false, string? token = null, System.Net.CookieContainer? cookies = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server, "/hubs/stream" + query), options =>
        {
            options.AccessTokenProvider = token is null ? null : () => Task.FromResult<string?>(token);
            options.Cookies = cookies ?? options.Cookies;
        });
        if (messagePack)
            builder.AddMessagePackProtocol();
        var connection = builder.Build();
        try
        {
            await connection.StartAsync().OrTimeout();
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        return new HubReader(connection);
    }

    public Task<T> CallAsync<T>(string method, params object?[] arguments) => Connection.InvokeCoreAsync<T>(method, arguments).OrTimeout();

    public HubSubscription Subscribe(string topic, string? after = null) => Subscribe([topic], after);

    public HubSubscription Subscribe(string[] topics, string? after = null) => new(Connection, "Subscribe", topics, after);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}

/// <summary>A stream of the hub.</summary>
public sealed class HubSubscription : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<HubItem> _items = Channel.CreateUnbounded<HubItem>();
    private readonly Task _reading;

    public HubSubscription(HubConnection connection, string method, params object?[] arguments) => _reading = ReadAsync(connection, method, arguments);

    /// <summary>The next item; null at the end of the stream.</summary>
    public async Task<HubItem?> NextAsync() => await _items.Reader.WaitToReadAsync().OrTimeout() && _items.Reader.TryRead(out var item) ? item : null;

    /// <summary>The next item that is a message and not somebody coming or going.</summary>
    public async Task<HubItem> HearAsync()
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

/// <summary>An item as a client of either protocol gets it.</summary>
[MessagePack.MessagePackObject]
public sealed class HubItem
{
    [MessagePack.Key("topic")]
    public string Topic { get; set; } = string.Empty;

    [MessagePack.Key("position")]
    public string Position { get; set; } = string.Empty;

    [MessagePack.Key("offset")]
    public long Offset { get; set; }

    [MessagePack.Key("type")]
    public string Type { get; set; } = string.Empty;

    [MessagePack.Key("sender")]
    public string? Sender { get; set; }

    [MessagePack.Key("data")]
    public object? Data { get; set; }

    [MessagePack.IgnoreMember]
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => Data?.ToString() ?? string.Empty;
}
