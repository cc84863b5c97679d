using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>The server's own program in Production with a key, as a separate process.</summary>
public sealed class StartedInProduction : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ServerProcess? _server;

    public async Task<ServerProcess> StartAsync(params string[] arguments) =>
        _server = await ServerProcess.StartAsync(
            _folder, ["--environment", "Production", "--Access:Keys:0:Secret", Tokens.Secret, "--Samples:Ticker", "false", "--Samples:Jobs",
            "true", .. TestStore.InProduction, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }
}
