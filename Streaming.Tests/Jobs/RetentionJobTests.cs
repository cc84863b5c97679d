using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public sealed class RetentionJobTests
{
    [Fact]
    public async Task The_nightly_trim_applies_policies_and_gives_space_back_while_publishes_go_on()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(configure: null, folder, ("Topics:Policies:0:Match", "big"), ("Topics:Policies:0:MaxMessages", "1"), ("Topics:RetentionInterval", "1.00:00:00"));
        var filling = new string('x', 50_000);
        for (var i = 0; i < 200; i++)
            await server.Client.PublishAsync("big", filling);
        var before = Pages(server);

        var id = await server.Client.EnqueueAsync("retention");
        var publishing = Task.WhenAll(Enumerable.Range(0, 50).Select(i => server.Client.PublishAsync("news", $"m{i}")));
        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");
        await publishing.OrTimeout();

        (await server.Client.ResultAsync(id)).GetProperty("freedBytes").GetInt64().Should().BeGreaterThan(8_000_000);
        (await server.Client.GetJsonAsync("/topics/big")).GetProperty("count").GetInt32().Should().Be(1);
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt32().Should().Be(50);
        Pages(server).Should().BeLessThan(before / 4);
    }

    [Fact]
    public async Task A_job_that_has_ended_is_kept_for_its_time_and_no_longer()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartAsync(builder =>
        {
            new Probe().Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(time);
        }, folder: null);
        var id = await server.Client.EnqueueAsync();
        await server.Client.EndAsync(id);
        time.Advance(TimeSpan.FromDays(2.9));
        await server.Client.ResultAsync(id);
        time.Advance(TimeSpan.FromDays(0.2));
        await Eventually.BecomesAsync(async () => (await server.Client.GetAsync($"/jobs/{id}")).StatusCode, status => status == HttpStatusCode.NotFound);
        (await server.Client.GetJsonAsync($"/topics/job:{id}")).GetProperty("count").GetInt32().Should().Be(0);
    }

    private static long Pages(TestServer server)
    {
        using SqliteConnection connection = server.Get<TransactionalJobs>().OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA page_count";
        return (long)command.ExecuteScalar()!;
    }
}
