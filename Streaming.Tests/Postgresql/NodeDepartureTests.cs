using System.Net;
using Npgsql;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>A node that does not reach PostgreSQL, while another node does.</summary>
[Trait("Category", "Slow")]
public sealed class NodeDepartureTests
{
    [PostgresFact]
    public async Task A_node_that_has_not_reached_PostgreSQL_for_long_sends_its_clients_away_and_comes_back_by_itself()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var relay = RelayTo(database);
        await using var b = await TestServer.StartAsync([.. database.Settings, ("Cluster:Name", "b")]);
        await using var a = await StartAsync(database, relay);
        await b.Client.PublishAsync("news", "before");
        await using var stream = await EventStream.OpenAsync(a.Client, "/topics/news/events?after=earliest");
        (await stream.NextAsync())!.Data.Should().Be("before");
        await using var several = await EventStream.OpenAsync(a.Client, "/events?topic=news&topic=other");
        await using var room = await RoomClient.JoinAsync(a, "lobby", "name=Ann");
        await using var centrifugal = await CentrifugalClient.ConnectAsync(a);
        await using var hub = await HubReader.ConnectAsync(a);
        var hubClosed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Connection.Closed += _ =>
        {
            hubClosed.SetResult();
            return Task.CompletedTask;
        };

        relay.Cut();

        await EndsAsync(stream);
        await EndsAsync(several);
        await ClosesAsync(room);
        while (await centrifugal.NextAsync() is not null)
        {
            // Whatever it sends before it closes.
        }

        await hubClosed.Task.OrTimeout();
        using var refused = await a.Client.GetAsync(new Uri("/topics/news/events", UriKind.Relative)).OrTimeout();
        (await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable)).Should().Contain("does not reach its database");
        using (var ready = await a.Client.GetAsync(new Uri("/health/ready", UriKind.Relative)).OrTimeout())
            ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);

        // The client goes on at another node, where it misses nothing.
        await b.Client.PublishAsync("news", "during");
        await using var elsewhere = await EventStream.OpenAsync(b.Client, "/topics/news/events", stream.LastEventId);
        (await elsewhere.NextAsync())!.Data.Should().Be("during");

        relay.Restore();
        await Eventually.BecomesAsync(
            async () =>
            {
                using var ready = await a.Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                return ready.StatusCode;
            },
            status => status == HttpStatusCode.OK);
        await using var again = await EventStream.OpenAsync(a.Client, "/topics/news/events", stream.LastEventId);
        (await again.NextAsync())!.Data.Should().Be("during");
        await b.Client.PublishAsync("news", "after");
        (await again.NextAsync())!.Data.Should().Be("after");
    }

    [PostgresFact]
    public async Task A_node_without_others_keeps_its_streams()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var relay = RelayTo(database);
        await using var a = await StartAsync(database, relay, leaveAfter: "200ms");
        await using var stream = await EventStream.OpenAsync(a.Client, "/topics/news/events");

        relay.Cut();
        // It tries again and again while it stays away.
        var refused = relay.Refused;
        await Eventually.BecomesAsync(() => Task.FromResult(relay.Refused), now => now > refused + 10);
        relay.Restore();

        await a.Client.PublishAsync("news", "after");
        (await stream.NextAsync())!.Data.Should().Be("after");
    }

    private static TcpRelay RelayTo(PostgresDatabase database)
    {
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return new TcpRelay(new Uri($"http://{direct.Host}:{direct.Port}/"));
    }

    private static async Task<TestServer> StartAsync(PostgresDatabase database, TcpRelay relay, string leaveAfter = "3s")
    {
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = relay.Address.Port };
        var server = await TestServer.StartAsync(
            [
                ("Storage:Provider", "postgresql"), ("ConnectionStrings:Streaming", address.ConnectionString), ("Cluster:Name", "a"),
                ("Cluster:LeaveAfter", leaveAfter),
            ]);
        server.Logs.Expect("Failed");
        server.Logs.Expect("Health check");
        return server;
    }

    private static async Task EndsAsync(EventStream stream)
    {
        try
        {
            while (await stream.NextAsync() is not null)
            {
                // Whatever it sends before it ends.
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Streams are aborted, so that clients reconnect.
        }
    }

    private static async Task ClosesAsync(RoomClient room)
    {
        while (await room.ReceiveTextAsync() is not null)
        {
            // Whatever it sends before it closes.
        }
    }
}
