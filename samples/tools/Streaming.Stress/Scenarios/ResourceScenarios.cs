using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Faults.Interposer;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Scenarios in which a server has too few handles or too little memory.</summary>
internal static class ResourceScenarios
{
    private const string Family = "resources";

    // A server without clients has about 330 open handles.
    private const int OpenFiles = 500;
    private const int Connections = 700;

    private static readonly PublishOptions s_load = new() { Topics = ["few-a", "few-b"], MaxBatch = 4, Padding = 200 };

    public static IReadOnlyList<IScenario> All { get; } =
    [
        Row("resources-handles", "Connections use up all handles again and again: nothing acknowledged is lost, and the server recovers.",
            HandlesAsync),
        Row("resources-handles-kill", "The server is killed (kill -9) while it has no handle left: nothing acknowledged is lost.",
            HandlesAndKillsAsync),
        Row("resources-heap", "Large messages and uploads exceed a heap of 100 MB: nothing acknowledged is lost.",
            HeapAsync),
    ];

    private static Scenario Row(string name, string checks, Func<ScenarioRun, CancellationToken, Task> run) =>
        new(Family, name, checks, run) { Missing = FaultLibrary.Missing() };

    private static async Task HandlesAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(
            run, new ServerOptions { OpenFiles = OpenFiles }, recordsWrites: false, cancellationToken);
        server.StartClients(s_load);
        for (var round = 0; round < run.Kills(6); round++)
        {
            await server.AcknowledgesAsync(50, cancellationToken);
            await UseHandlesAsync(run, server, Connections, cancellationToken);
            await server.MendAsync(cancellationToken);
        }

        await server.CheckAsync(cancellationToken);
    }

    private static async Task HandlesAndKillsAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(
            run, new ServerOptions { OpenFiles = OpenFiles }, recordsWrites: false, cancellationToken);
        server.StartClients(s_load);
        for (var round = 0; round < run.Kills(6); round++)
        {
            await server.AcknowledgesAsync(50, cancellationToken);
            var used = UseHandlesAsync(run, server, Connections, cancellationToken);
            await Task.Delay(run.NewRandom().Next(100, 1_500), cancellationToken);
            await server.Server.KillAsync();
            run.Result.Count("kills");
            await used;
            await server.Server.StartAsync(cancellationToken);
            run.Result.Held(Promises.Ready);
        }

        await server.CheckAsync(cancellationToken);
    }

    private static async Task HeapAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var options = new ServerOptions().WithEnvironment(("DOTNET_GCHeapHardLimit", "0x6400000"));
        await using var server = await FaultyServer.StartAsync(run, options, recordsWrites: false, cancellationToken);
        server.StartClients(s_load with { Padding = 60_000, MaxBatch = 40, MayFail = true });
        for (var round = 0; round < run.Kills(4); round++)
        {
            await UploadAsync(run, server, 60, cancellationToken);
            if (!server.Server.IsRunning)
            {
                run.Result.Count("ends by lack of memory");
                await server.Server.EndAsync();
                await server.Server.StartAsync(cancellationToken);
                run.Result.Held(Promises.Ready);
            }
        }

        // The download of all messages, beside the subscribers, needs more memory. The process may also end a moment after the last round.
        server.Server.Options = server.Server.Options.WithEnvironment(("DOTNET_GCHeapHardLimit", "0x40000000"));
        await server.Server.KillAsync();
        await server.Server.StartAsync(cancellationToken);
        await server.MendAsync(cancellationToken);
        await server.CheckAsync(cancellationToken);
    }

    // Opens streams until the server accepts no more, and closes all of them after a while.
    private static async Task UseHandlesAsync(ScenarioRun run, FaultyServer server, int count, CancellationToken cancellationToken)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, server.Server.Address.Port, cancellationToken);
                await socket.SendAsync("GET /topics/few-a/events HTTP/1.1\r\nHost: stress\r\n\r\n"u8.ToArray(), cancellationToken);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
        catch (SocketException)
        {
            // The server has ended, or accepts no further connection.
        }
        finally
        {
            run.Result.Count("connections", sockets.Count);
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    // Sends large bodies at once. The answer to each does not matter: the server may refuse or end.
    private static async Task UploadAsync(ScenarioRun run, FaultyServer server, int count, CancellationToken cancellationToken)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{{\"data\":\"{new string('y', 60_000)}\"}}\n");
        var body = string.Concat(Enumerable.Repeat(line, 60));
        await Task.WhenAll(Enumerable.Range(0, count).Select(async number =>
        {
            try
            {
                using var content = new StringContent(body);
                content.Headers.ContentType = new("application/x-ndjson");
                using var response = await server.Http.PostAsync(server.Uri($"/topics/up-{number}/messages"), content, cancellationToken);
                run.Result.Count($"uploads with status {(int)response.StatusCode}");
            }
            catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested)
            {
                run.Result.Count("uploads without an answer");
            }
        }));
    }
}
