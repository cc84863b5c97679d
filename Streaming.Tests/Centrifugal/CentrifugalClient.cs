using System.Globalization;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

/// <summary>A client of the Centrifugal protocol in JSON, frame by frame. It sends only what the test requests, and pongs.</summary>
public sealed class CentrifugalClient : IAsyncDisposable
{
    private byte[] _buffer = new byte[16 * 1024];
    private readonly Queue<JsonElement> _received = new();
    private readonly Queue<JsonElement> _pushes = new();
    private int _id = 1_000;

    private CentrifugalClient(ClientWebSocket socket) => Socket = socket;

    public ClientWebSocket Socket { get; }

    /// <summary>Whether the client answers pings.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>The number of pings that the client has received.</summary>
    public int Pings { get; private set; }

    /// <summary>The result of the connect command.</summary>
    public JsonElement Connected { get; private set; }

    /// <summary>Opens the WebSocket and sends nothing.</summary>
    public static async Task<CentrifugalClient> OpenAsync(TestServer server, string query = "", HttpClient? handler = null)
    {
        var socket = new ClientWebSocket();
        var address = new UriBuilder(new Uri(server.Address, "/connection/websocket")) { Scheme = "ws", Query = query };
        await socket.ConnectAsync(address.Uri, handler, CancellationToken.None).OrTimeout();
        return new CentrifugalClient(socket);
    }

    /// <summary>Opens the WebSocket and sends the connect command.</summary>
    public static async Task<CentrifugalClient> ConnectAsync(TestServer server, string query = "", string request = "{}")
    {
        var client = await OpenAsync(server, query);
        client.Connected = (await client.CallAsync($"\"connect\":{request}")).GetProperty("connect");
        return client;
    }

    public Task SendAsync(string text) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).OrTimeout();

    /// <summary>
    /// Sends a command such as <c>"publish":{…}</c>, and returns its reply. Pushes that arrive before the reply are kept.
    /// </summary>
    public async Task<JsonElement> CallAsync(string command)
    {
        var id = ++_id;
        await SendAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},{command}}}"));
        while (true)
        {
            var reply = await NextAsync() ?? throw new EndOfStreamException($"The server closed with {Socket.CloseStatus}.");
            if (reply.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
                return reply;
            reply.TryGetProperty("push", out var push).Should().BeTrue($"{reply} answers nothing that was asked");
            _pushes.Enqueue(push);
        }
    }

    /// <summary>Sends a command that must fail, and returns its error.</summary>
    public async Task<(int Code, string Message, bool Temporary)> RefusedAsync(string command)
    {
        var error = (await CallAsync(command)).GetProperty("error");
        return (error.GetProperty("code").GetInt32(), error.GetProperty("message")
            .GetString()!, error.TryGetProperty("temporary", out var temporary) && temporary.GetBoolean());
    }

    /// <summary>Subscribes to a channel, and returns the result.</summary>
    public async Task<JsonElement> SubscribeAsync(string channel, string more = "") =>
        (await CallAsync($"\"subscribe\":{{\"channel\":\"{channel}\"{more}}}")).GetProperty("subscribe");

    /// <summary>Reads the next push.</summary>
    public async Task<JsonElement> PushAsync()
    {
        if (_pushes.TryDequeue(out var kept))
            return kept;
        var next = await NextAsync() ?? throw new EndOfStreamException($"The server closed with {Socket.CloseStatus}.");
        return next.GetProperty("push");
    }

    /// <summary>Reads the next push, which must be a publication, and returns its data.</summary>
    public async Task<string> ReceiveTextAsync() => (await PushAsync()).GetProperty("pub").GetProperty("data").ToString();

    /// <summary>Reads the next object that is not a ping; null if the server has closed the connection.</summary>
    public Task<JsonElement?> NextAsync([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        BeyondPingsAsync().OrTimeout(file, line);

    /// <summary>Reads until the server closes the connection, and returns the close code.</summary>
    public Task<int> CloseCodeAsync([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        return BeyondAllAsync().OrTimeout(file, line);

        async Task<int> BeyondAllAsync()
        {
            while (await ReceiveAsync())
                _received.Clear();
            return (int)Socket.CloseStatus!.Value;
        }
    }

    /// <summary>Reads the next frame, and returns its text unchanged.</summary>
    public async Task<string?> FrameAsync()
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            var part = await Socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).OrTimeout();
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            length += part.Count;
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).OrTimeout();
        }
        catch (WebSocketException)
        {
            // The server closed the connection first.
        }

        Socket.Dispose();
    }

    // The caller bounds the whole wait: pings arrive for ever, and must not keep a test waiting.
    private async Task<JsonElement?> BeyondPingsAsync()
    {
        while (true)
        {
            if (_received.Count == 0 && !await ReceiveAsync())
                return null;
            var next = _received.Dequeue();
            if (next.EnumerateObject().Any())
                return next;
            Pings++;
            if (AnswersPings)
                await SendAsync("{}");
        }
    }

    private async Task<bool> ReceiveAsync()
    {
        if (await FrameAsync() is not { } frame)
            return false;
        foreach (var line in frame.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            _received.Enqueue(JsonDocument.Parse(line).RootElement);
        return true;
    }
}
