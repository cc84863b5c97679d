using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Whole servers on one PostgreSQL database, as a load balancer has them.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlServerTests : TestsWithPostgres
{
    [PostgresFact]
    public async Task Messages_of_one_server_reach_the_subscribers_of_another_each_once_and_in_order()
    {
        await using var first = await TestServer.StartAsync(Database.Settings);
        await using var second = await TestServer.StartAsync(Database.Settings);
        await using var events = await EventStream.OpenAsync(second.Client, "/topics/room:a/events");

        for (var i = 0; i < 50; i++)
        {
            var server = i % 2 == 0 ? first : second;
            (await server.Client.PostAsync("/topics/room:a/messages", new StringContent($"{i}")).OrTimeout()).StatusCode.Should()
                .Be(HttpStatusCode.Created);
        }

        (await events.TakeAsync(50)).Select(message => message.Data).Should().Equal(Enumerable.Range(0, 50).Select(i => $"{i}"));
    }

    [PostgresFact]
    public async Task A_subscriber_that_moves_to_another_server_misses_nothing()
    {
        await using var first = await TestServer.StartAsync(Database.Settings);
        await using var second = await TestServer.StartAsync(Database.Settings);
        for (var i = 1; i <= 3; i++)
            await first.Client.PostAsync("/topics/room:a/messages", new StringContent($"{i}")).OrTimeout();
        string position;
        await using (var events = await EventStream.OpenAsync(first.Client, "/topics/room:a/events?after=earliest"))
            position = (await events.TakeAsync(1))[0].Id;

        await using var rest = await EventStream.OpenAsync(second.Client, "/topics/room:a/events", lastEventId: position);

        (await rest.TakeAsync(2)).Select(message => message.Data).Should().Equal("2", "3");
    }
}
