using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>A webhook receiver on real Kestrel, whose responses the test determines.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Decides the HTTP status of the response to a request. It may wait.</summary>
    public Func<Received, HttpContext, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(StatusCodes.Status204NoContent);

    /// <summary>All received requests, in the order of their arrival.</summary>
    public ConcurrentQueue<Received> Requests { get; } = new();

    public string Url { get; private set; } = string.Empty;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/hook", receiver.TakeAsync);
        await app.StartAsync().OrTimeout();
        receiver.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";
        return receiver;
    }

    /// <summary>Waits for the next request, including requests that were answered with a failure.</summary>
    public Task<Received> NextAsync() => _received.Reader.ReadAsync().OrTimeout();

    /// <summary>Waits until this number of requests has arrived.</summary>
    public async Task<IReadOnlyList<Received>> TakeAsync(int count)
    {
        var requests = new List<Received>();
        while (requests.Count < count)
            requests.Add(await NextAsync());
        return requests;
    }

    /// <summary>Waits for a request with this text.</summary>
    public async Task UntilAsync(string text)
    {
        while (!(await NextAsync()).Texts.Contains(text))
        {
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var request = new Received(
            Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), http.Request.ContentType, body.ToArray())
        {
            Headers = http.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        };
        Requests.Enqueue(request);
        // The request is recorded before the response is sent: the test may see the request before the server knows the response.
        await _received.Writer.WriteAsync(request);
        var status = await Answer(request, http);
        // The answer may have written a body, and with it the status.
        if (!http.Response.HasStarted)
            http.Response.StatusCode = status;

        string Header(string name) => http.Request.Headers[name].ToString();
    }
}
