using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>Readers on one node learn what another node does to their topics.</summary>
[Trait("Category", "Slow")]
public sealed class SharedLivesTests
{
    [Fact]
    public async Task Readers_of_a_process_learn_that_another_process_on_the_file_has_closed_or_deleted_their_topics()
    {
        using var folder = new TemporaryFolder();
        (string, string)[] settings = [TestStore.Sqlite, ("Storage:Path", Path.Combine(folder.Path, "streaming.db"))];
        await using var one = await TestServer.StartAsync(settings);
        await using var other = await TestServer.StartAsync(settings);
        await ReadersLearnAsync(one, other);
    }

    [PostgresFact]
    public async Task Readers_of_a_node_learn_that_another_node_has_closed_or_deleted_their_topics()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var one = await TestServer.StartAsync(database.Settings);
        await using var other = await TestServer.StartAsync(database.Settings);
        await ReadersLearnAsync(one, other);
    }

    [Fact]
    public async Task Readers_of_a_process_learn_that_their_topic_was_deleted_although_it_begins_again_at_once()
    {
        using var folder = new TemporaryFolder();
        (string, string)[] settings = [TestStore.Sqlite, ("Storage:Path", Path.Combine(folder.Path, "streaming.db"))];
        await using var one = await TestServer.StartAsync(settings);
        await using var other = await TestServer.StartAsync(settings);
        await ReadersLearnOfDeletionAsync(one, other);
    }

    [PostgresTheory]
    [InlineData("notify")]
    [InlineData("poll")]
    public async Task Readers_of_a_node_learn_that_their_topic_was_deleted_although_it_begins_again_at_once(string bus)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var one = await TestServer.StartAsync([.. database.Settings, ("Storage:Bus", bus)]);
        await using var other = await TestServer.StartAsync([.. database.Settings, ("Storage:Bus", bus)]);
        await ReadersLearnOfDeletionAsync(one, other);
    }

    private static async Task ReadersLearnOfDeletionAsync(TestServer one, TestServer other)
    {
        for (var life = 0; life < 3; life++)
        {
            foreach (var publisher in (TestServer[])[one, other])
            {
                await other.Client.PublishAsync("reborn", "old");
                await using var events = await EventStream.OpenAsync(one.Client, "/topics/reborn/events?after=earliest");
                (await events.TakeAsync(1))[0].Data.Should().Be("old");

                using (var deleted = await other.Client.DeleteAsync("/topics/reborn").OrTimeout())
                    deleted.StatusCode.Should().Be(HttpStatusCode.NoContent);
                await publisher.Client.PublishAsync("reborn", "new");

                var end = await events.NextAsync();
                end!.Type.Should().Be("closed", end.Data);
                (await events.NextAsync()).Should().BeNull("the stream ends");
                using var again = await other.Client.DeleteAsync("/topics/reborn").OrTimeout();
                again.StatusCode.Should().Be(HttpStatusCode.NoContent);
            }
        }
    }

    private static async Task ReadersLearnAsync(TestServer one, TestServer other)
    {
        await other.Client.PublishAsync("closing", "1");
        await other.Client.PublishAsync("leaving", "1");
        await using var closing = await EventStream.OpenAsync(one.Client, "/topics/closing/events?after=earliest");
        await using var leaving = await EventStream.OpenAsync(one.Client, "/topics/leaving/events?after=earliest");
        await closing.TakeAsync(1);
        await leaving.TakeAsync(1);

        using (var closed = await other.Client.PostAsync("/topics/closing/close", content: null).OrTimeout())
            closed.StatusCode.Should().Be(HttpStatusCode.OK);
        using (var deleted = await other.Client.DeleteAsync("/topics/leaving").OrTimeout())
            deleted.StatusCode.Should().Be(HttpStatusCode.NoContent);

        (await ReasonAsync(closing)).Should().Be("closed");
        (await ReasonAsync(leaving)).Should().Be("deleted");
        await other.Client.PublishAsync("leaving", "new");
        await using var again = await EventStream.OpenAsync(one.Client, "/topics/leaving/events?after=earliest");
        (await again.TakeAsync(1))[0].Data.Should().Be("new");
        using var refused = await one.Client.PostAsync("/topics/closing/messages", new StringContent("2")).OrTimeout();
        refused.StatusCode.Should().Be(HttpStatusCode.Conflict);
    }

    private static async Task<string?> ReasonAsync(EventStream stream)
    {
        EventStream.Event? last = null;
        while (await stream.NextAsync() is { } next)
            last = next;
        last!.Type.Should().Be("closed");
        return JsonDocument.Parse(last.Data).RootElement.GetProperty("reason").GetString();
    }
}
