using Microsoft.AspNetCore.Http;
using Streaming.Tests.Support;

namespace Streaming.Tests.Outbound;

/// <summary>A server that holds every call until the test allows the response.</summary>
internal sealed class SlowServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _answers = new(0);
    private OtherServer? _server;
    private int _held;
    private int _most;

    public Uri Address => _server!.Address;

    /// <summary>The number of calls that the server holds.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>The largest number of calls that the server held at the same time.</summary>
    public int Most => Volatile.Read(ref _most);

    public int Calls => _server!.Calls.Count;

    public static async Task<SlowServer> StartAsync()
    {
        var slow = new SlowServer();
        slow._server = await OtherServer.StartAsync(slow.HoldAsync);
        return slow;
    }

    public void Answer(int calls) => _answers.Release(calls);

    public Task<int> HeldBecomeAsync(int count) => Eventually.BecomesAsync(() => Task.FromResult(Held), held => held == count);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _answers.Dispose();
    }

    private async Task HoldAsync(HttpContext http)
    {
        var held = Interlocked.Increment(ref _held);
        for (var most = Most; held > most && Interlocked.CompareExchange(ref _most, held, most) != most; most = Most)
        {
        }

        await _answers.WaitAsync(http.RequestAborted);
        // The call is counted as ended before its response is sent: the next call may arrive before a later line.
        Interlocked.Decrement(ref _held);
        await http.Response.WriteAsync("slow");
    }
}
