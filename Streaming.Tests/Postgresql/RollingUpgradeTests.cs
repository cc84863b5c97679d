using System.Text.Json;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>A node goes on working while a node of a newer version adds to the schema.</summary>
[Trait("Category", "Slow")]
public sealed class RollingUpgradeTests
{
    // What a newer version may do within a minor version: see CONTRIBUTING.md.
    private const string Newer = """
        ALTER TABLE streaming.topics ADD COLUMN color text;
        ALTER TABLE streaming.messages ADD COLUMN color text NOT NULL DEFAULT 'red';
        ALTER TABLE streaming.commits ADD COLUMN color text;
        ALTER TABLE streaming.idempotency_keys ADD COLUMN color text;
        ALTER TABLE streaming.jobs ADD COLUMN color text;
        ALTER TABLE streaming.job_keys ADD COLUMN color text;
        ALTER TABLE streaming.schedules ADD COLUMN color text NOT NULL DEFAULT 'red';
        ALTER TABLE streaming.webhooks ADD COLUMN color text;
        ALTER TABLE streaming.webhook_cursors ADD COLUMN color text;
        ALTER TABLE streaming.nodes ADD COLUMN color text;
        CREATE TABLE streaming.colors (name text PRIMARY KEY);
        CREATE FUNCTION streaming.state_v2(p_topic text) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
        INSERT INTO streaming.schema_versions (scriptname, applied) VALUES ('Streaming.Server.Postgresql.Schema.999-colors.sql', now());
        """;

    [PostgresFact]
    public async Task A_running_node_works_on_a_schema_to_which_a_newer_version_has_added()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var first = await TestServer.StartAsync(database.Settings);
        await using var second = await TestServer.StartAsync(database.Settings);
        await using var events = await EventStream.OpenAsync(second.Client, "/topics/news/events?after=earliest");
        // Several rounds before and after: by then the nodes have prepared their statements.
        for (var round = 0; round < 4; round++)
            await WorkAsync(first.Client, second.Client, round);

        await database.RunAsync(Newer);

        for (var round = 4; round < 8; round++)
            await WorkAsync(first.Client, second.Client, round);
        (await events.TakeAsync(16)).Select(each => each.Data).Should()
            .Equal(Enumerable.Range(0, 8).SelectMany(round => (string[])[$"{round}", "keyed"]));
        var restart = async () => await TestServer.StartAsync(database.Settings);
        (await restart.Should().ThrowAsync<Streaming.Server.Core.Configuration.StartException>()).WithMessage("*newer schema*999-colors*");
    }

    [PostgresFact]
    public async Task A_schedule_keeps_its_options_when_a_node_of_an_older_version_fires_it()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(database.Settings);
        var put = new StringContent("""{"cron":"0 3 * * *","type":"export","arguments":{"topics":"news"},"overlap":true,"attempts":7}""");
        using var created = await server.Client.PutAsync(new Uri("/schedules/mine", UriKind.Relative), put).OrTimeout();
        created.IsSuccessStatusCode.Should().BeTrue(await created.Content.ReadAsStringAsync());

        // An older version writes a schedule by these statements.
        const string Columns = "name, cron, zone, type, arguments, priority, catch_up, paused, next, last, version, declaration";
        await database.RunAsync($"""
            CREATE TEMP TABLE before AS SELECT {Columns} FROM streaming.schedules WHERE name = 'mine';
            DELETE FROM streaming.schedules WHERE name = 'mine';
            INSERT INTO streaming.schedules ({Columns}) SELECT * FROM before;
            """);

        var schedule = await server.Client.GetJsonAsync("/schedules/mine");
        (schedule.GetProperty("overlap").GetBoolean(), schedule.GetProperty("attempts").GetInt32()).Should().Be((true, 7));
    }

    private static async Task WorkAsync(HttpClient first, HttpClient second, int round)
    {
        var (here, there) = round % 2 == 0 ? (first, second) : (second, first);
        await here.PublishAsync("news", $"{round}");
        (await here.PublishKeyedAsync("news", "keyed", $"k{round}")).Should()
            .Be(await there.PublishKeyedAsync("news", "keyed", $"k{round}"));
        var job = await there.EnqueueAsync("export", """{"topics":"news"}""");
        (await here.EndAsync(job)).Should().EndWith("succeeded");
        (await here.GetStringAsync(new Uri($"/jobs/{job}/result", UriKind.Relative)).OrTimeout()).Should().Contain("keyed");
        foreach (var path in (string[])["/topics", "/jobs", "/schedules", "/webhooks", "/nodes", "/topics/news/messages"])
            (await there.GetJsonAsync(path)).ValueKind.Should().Be(JsonValueKind.Array);
        var put = new StringContent("""{"cron":"0 3 * * *","type":"export","arguments":{"topics":"news"}}""");
        put.Headers.ContentType = new("application/json");
        using var scheduled = await here.PutAsync(new Uri($"/schedules/nightly-{round}", UriKind.Relative), put).OrTimeout();
        scheduled.IsSuccessStatusCode.Should().BeTrue(await scheduled.Content.ReadAsStringAsync());
    }
}
