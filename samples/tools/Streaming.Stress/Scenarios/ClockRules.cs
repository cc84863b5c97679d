using System.Net;
using Streaming.Stress.Faults;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Checks the rules of keys, tokens and topics that depend on the time, with a clock that moves.</summary>
internal static class ClockRules
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(100);

    public static async Task KeysAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, new ServerOptions(), recordsWrites: false, cancellationToken);
        var random = run.NewRandom();
        for (var i = 0; i < run.Kills(20); i++)
        {
            server.Faults.MoveClock(TimeSpan.Zero);
            var first = await PublishAsync(server, i, cancellationToken);
            server.Faults.MoveClock(TimeSpan.FromMinutes(random.Next(-23 * 60, 23 * 60)));
            if (i % 5 == 0)
            {
                await server.Server.KillAsync();
                await server.Server.StartAsync(cancellationToken);
            }

            var again = await PublishAsync(server, i, cancellationToken);
            run.Result.Check(FaultPromises.KeyWindow, first == again, first, again, "keys", i + 1);
        }

        var state = await Json.GetAsync(server.Http, server.Uri("/topics/keys"), cancellationToken);
        run.Result.Check(FaultPromises.KeyWindow, state.GetProperty("count").GetInt64() == run.Kills(20),
            $"{run.Kills(20)} messages", $"{state.GetProperty("count")} messages", "keys");
    }

    public static async Task TokenAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var options = new ServerOptions { IsProduction = false }.With(("Access:Keys:0:Secret", SignedToken.Secret));
        await using var server = await FaultyServer.StartAsync(run, options, recordsWrites: false, cancellationToken);
        var token = SignedToken.Create(DateTimeOffset.UtcNow.AddHours(1));
        run.Result.Check(FaultPromises.Token, await StatusAsync(server, token, cancellationToken) == HttpStatusCode.Created,
            "201 before the expiry", "another status");
        using var open = await server.Http.SendAsync(
            Json.Request(HttpMethod.Get, server.Uri("/topics/tokens/events?after=earliest"), body: null, token: token),
            HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        run.Result.Check(FaultPromises.Token, open.IsSuccessStatusCode, "an open stream", $"{open.StatusCode}");
        var ending = ReadToEndAsync(open, cancellationToken);
        server.Faults.MoveClock(TimeSpan.FromMinutes(30));
        run.Result.Check(FaultPromises.Token, await StatusAsync(server, token, cancellationToken) == HttpStatusCode.Created,
            "201 half an hour before the expiry", "another status");
        server.Faults.MoveClock(TimeSpan.FromHours(2));
        var status = await StatusAsync(server, token, cancellationToken);
        run.Result.Check(FaultPromises.Token, status == HttpStatusCode.Unauthorized, "401 after the expiry", $"{status}");
        var hasEnded = await ScenarioRun.BecomesAsync(() => Task.FromResult(ending.IsCompleted), s_patience, cancellationToken);
        run.Result.Check(FaultPromises.Token, hasEnded, "the end of the stream after the expiry", $"an open stream after {s_patience}");
    }

    public static async Task ExpiryAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, new ServerOptions(), recordsWrites: false, cancellationToken);
        await Json.SendAsync(server.Http, HttpMethod.Put, server.Uri("/topics/expires"), """{"timeToLive":"2h"}""", cancellationToken);
        await Json.SendAsync(server.Http, HttpMethod.Post, server.Uri("/topics/expires/messages"), """{"data":"1"}""", cancellationToken);
        server.Faults.MoveClock(TimeSpan.FromHours(1));
        run.Result.Check(FaultPromises.Expires, await CountAsync(server, cancellationToken) == 1, "a message after 1 h", "none", "expires");
        server.Faults.MoveClock(-TimeSpan.FromHours(5));
        run.Result.Check(FaultPromises.Expires, await CountAsync(server, cancellationToken) == 1, "a message 5 h ago", "none", "expires");
        server.Faults.MoveClock(TimeSpan.FromHours(4));
        run.Result.Check(FaultPromises.Expires, await CountAsync(server, cancellationToken) == 0, "none after 4 h", "a message", "expires");
    }

    private static async Task<string> PublishAsync(FaultyServer server, int number, CancellationToken cancellationToken) =>
        (await Json.SendAsync(server.Http, HttpMethod.Post, server.Uri("/topics/keys/messages"), $$"""{"data":"{{number}}"}""",
            cancellationToken, $"key-{number}")).GetProperty("last").GetString()!;

    private static async Task<HttpStatusCode> StatusAsync(FaultyServer server, string token, CancellationToken cancellationToken)
    {
        using var response = await server.Http.SendAsync(
            Json.Request(HttpMethod.Post, server.Uri("/topics/tokens/messages"), """{"data":"1"}""", token: token), cancellationToken);
        return response.StatusCode;
    }

    private static async Task<long> CountAsync(FaultyServer server, CancellationToken cancellationToken)
    {
        using var response = await server.Http.GetAsync(server.Uri("/topics/expires/messages?format=ndjson"), cancellationToken);
        return response.IsSuccessStatusCode && (await response.Content.ReadAsStringAsync(cancellationToken)).Contains("data") ? 1 : 0;
    }

    private static async Task ReadToEndAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await stream.CopyToAsync(Stream.Null, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The server has ended the connection.
        }
    }
}
