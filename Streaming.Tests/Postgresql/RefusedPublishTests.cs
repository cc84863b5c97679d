using System.Net;
using Npgsql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Tests what a publisher learns while PostgreSQL cannot be reached.</summary>
[Trait("Category", "Slow")]
public sealed class RefusedPublishTests : TestsWithPostgres
{
    [PostgresFact]
    public async Task A_publish_says_that_nothing_was_stored_also_if_its_topic_is_new()
    {
        var direct = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        await using var relay = new TcpRelay(new Uri($"http://{direct.Host}:{direct.Port}/"));
        var address = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = relay.Address.Port };
        await using var server = await TestServer.StartAsync(
            ("Storage:Provider", "postgresql"), ("ConnectionStrings:Streaming", address.ConnectionString), ("Storage:RetryFor", "0.1s"));
        server.Logs.Expect("Failed");
        await server.Client.PublishAsync("known", "1");

        relay.Cut();

        foreach (var topic in (string[])["known", "new"])
        {
            using var response = await server.Client.PostAsync(
                new Uri($"/topics/{topic}/messages", UriKind.Relative), new StringContent("2")).OrTimeout();
            (await response.ProblemAsync(HttpStatusCode.ServiceUnavailable)).Should().Contain("PostgreSQL")
                .And.Contain("; nothing was stored.");
        }

        relay.Restore();
    }
}
