using System.Net;
using System.Text.Json;
using Streaming.Stress.Clients;
using Streaming.Stress.Relay;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Members of a room over WebSocket and Centrifugal, who come, go and are cut off at random.</summary>
internal static class PresenceRun
{
    private const string Room = "presence";
    private const string Topic = $"room:{Room}";
    private const int Members = 60;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var server = await run.Servers.StartAsync(
            new ServerOptions().With(("Rooms:PingInterval", "2s"), ("Rooms:PongTimeout", "2s"), ("Centrifugal:PingInterval", "2s"),
                ("Centrifugal:PongTimeout", "1s")), cancellationToken);
        await using var relay = new TcpRelay(server.Address.Port);
        var random = run.NewRandom();
        var members = Enumerable.Range(0, Members).Select(
            number => new RoomMember(relay.Address, Room, FormattableString.Invariant($"m{number}"), number % 2 == 0)).ToList();
        try
        {
            while (!run.IsOver(s_duration))
            {
                await StepAsync(run, relay, members, random, cancellationToken);
                await Task.Delay(random.Next(20), cancellationToken);
            }

            foreach (var member in members.Where(_ => random.Next(2) == 0))
                await member.JoinAsync(cancellationToken);
            await CheckAsync(run, server, members, cancellationToken);
        }
        finally
        {
            foreach (var member in members)
                await member.DisposeAsync();
        }
    }

    private static async Task StepAsync(
        ScenarioRun run, TcpRelay relay, List<RoomMember> members, Random random, CancellationToken cancellationToken)
    {
        var member = members[random.Next(members.Count)];
        switch (random.Next(40))
        {
            case 0:
                relay.CutAll();
                run.Result.Count("cuts");
                break;
            case 1:
                relay.Freeze();
                await Task.Delay(random.Next(1_000), cancellationToken);
                relay.Thaw();
                run.Result.Count("pauses");
                break;
            case < 22:
                await member.LeaveAsync();
                run.Result.Count("leaves");
                break;
            default:
                await member.JoinAsync(cancellationToken);
                run.Result.Count("joins");
                break;
        }
    }

    private static async Task CheckAsync(
        ScenarioRun run, ServerProcess server, List<RoomMember> members, CancellationToken cancellationToken)
    {
        var (expected, listed, followed) = (string.Empty, string.Empty, string.Empty);
        var isRight = await ScenarioRun.BecomesAsync(
            async () =>
            {
                expected = Text(members.Where(member => member.IsConnected).Select(member => member.Name));
                listed = Text(await ListAsync(server, cancellationToken));
                followed = Text(await FollowAsync(server, cancellationToken));
                return listed == expected && followed == expected;
            },
            s_patience, cancellationToken);
        run.Result.Count("members at the end", members.Count(member => member.IsConnected));
        run.Result.Check(Promises.Presence, isRight, expected, $"the list: {listed}; the joins and leaves: {followed}", Topic);
    }

    private static string Text(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));

    private static async Task<List<string>> ListAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var answer = await http.GetAsync($"/rooms/{Room}/members", cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return [];
        using var list = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return [.. list.RootElement.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("name").GetString()!)];
    }

    // The members that follow from all joins and leaves. A member that joins again before its old connection has ended is there twice.
    private static async Task<IEnumerable<string>> FollowAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        var present = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var message in HistoryClient.ReadAsync(server.Address, Topic, after: null, cancellationToken))
        {
            if (message.Type is not ("join" or "leave"))
                continue;
            var name = message.Sender ?? string.Empty;
            present[name] = present.GetValueOrDefault(name) + (message.Type == "join" ? 1 : -1);
        }

        return present.SelectMany(member => Enumerable.Repeat(member.Key, Math.Max(0, member.Value)));
    }
}
