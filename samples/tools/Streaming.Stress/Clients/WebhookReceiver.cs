using System.Net;
using System.Text.Json;
using Streaming.Stress.Ledgers;

namespace Streaming.Stress.Clients;

/// <summary>
/// The receiver of a webhook, which records the messages of each request that it accepts. It can refuse requests, and can be closed and
/// opened again at the same address.
/// </summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly Action<IReadOnlyList<ReceivedMessage>> _received;
    private HttpListener _listener;
    private Task _receiving;

    /// <param name="port">The port on the loopback address.</param>
    /// <param name="received">Receives the messages of each request, before the answer.</param>
    public WebhookReceiver(int port, Action<IReadOnlyList<ReceivedMessage>> received)
    {
        _received = received;
        Address = new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/hook/"));
        (_listener, _receiving) = Open();
    }

    public Uri Address { get; }

    /// <summary>Decides for each request whether it is refused with 500.</summary>
    public Func<bool>? Refuses { get; set; }

    /// <summary>Closes the port, for a time, in which requests find no receiver.</summary>
    public async Task CloseAsync()
    {
        _listener.Close();
        await _receiving;
    }

    /// <summary>Opens the port again.</summary>
    public void OpenAgain() => (_listener, _receiving) = Open();

    public async ValueTask DisposeAsync() => await CloseAsync();

    private (HttpListener Listener, Task Receiving) Open()
    {
        var listener = new HttpListener();
        listener.Prefixes.Add(Address.ToString());
        listener.Start();
        return (listener, ReceiveAsync(listener));
    }

    private async Task ReceiveAsync(HttpListener listener)
    {
        try
        {
            while (true)
                _ = AnswerAsync(await listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The receiver was closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
            var refuses = Refuses?.Invoke() ?? false;
            if (!refuses)
                _received(Parse(body.RootElement));
            context.Response.StatusCode = refuses ? 500 : 204;
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException
            or JsonException)
        {
            // The sender has gone, or the receiver was closed.
        }
    }

    private static List<ReceivedMessage> Parse(JsonElement body)
    {
        var data = body.GetProperty("data");
        if (!data.TryGetProperty("messages", out var messages))
            return [];
        return [.. messages.EnumerateArray().Select(message => new ReceivedMessage(
            message.GetProperty("topic").GetString()!, Position.Parse(message.GetProperty("position").GetString()!),
            message.GetProperty("type").GetString()!, message.GetProperty("data").ToString()))];
    }
}
