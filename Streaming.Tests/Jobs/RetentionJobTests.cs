using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

[Trait("Category", "Slow")]
public sealed class RetentionJobTests
{
    [Fact]
    public async Task The_nightly_retention_applies_policies_and_returns_space_to_the_file_system()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartFilledAsync(folder);
        var before = FileBytes(folder);

        var id = await server.Client.EnqueueAsync("retention");
        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");

        (await server.Client.ResultAsync(id)).GetProperty("freedBytes").GetInt64().Should().BeGreaterThan(8_000_000);
        (await server.Client.GetJsonAsync("/topics/big")).GetProperty("count").GetInt32().Should().Be(1);
        FileBytes(folder).Should().BeLessThan(before / 4, "the file itself is shorter, not only its used part");
    }

    [Fact]
    public async Task Publishes_continue_while_space_is_returned_to_the_file_system()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartFilledAsync(folder);
        await server.Get<RetentionService>().ApplyAsync(CancellationToken.None).OrTimeout();

        var topics = server.Get<TopicRegistry>();
        var compacting = server.Get<IStoreCompaction>().CompactAsync(CancellationToken.None);
        var meanwhile = 0;
        for (; !compacting.IsCompleted; meanwhile++)
            await topics.AppendAsync(
                new TopicName("news"), [NewMessage.Text($"m{meanwhile}")], conditions: null, creation: null, CancellationToken.None)
                .AsTask().OrTimeout();

        (await compacting.OrTimeout()).Should().BeGreaterThan(8_000_000);
        // If publishes waited for the last step, the first one would be the only one.
        meanwhile.Should().BeGreaterThan(1, "each publish is acknowledged between two steps, not after the last step");
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt32().Should().Be(meanwhile);
    }

    [Fact]
    public async Task Compaction_takes_a_bounded_time_and_continues_the_next_night()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartFilledAsync(folder);
        await server.Get<RetentionService>().ApplyAsync(CancellationToken.None).OrTimeout();
        // Each reading of this clock is a minute later than the previous one, so that the time suffices for three steps.
        var bounded = new SqliteCompaction(
            server.Get<SqliteTopicLog>(), Options.Create(new SqliteOptions { CompactionTime = TimeSpan.FromMinutes(4) }),
            new MinuteByMinute());

        var freed = new List<long>();
        do
            freed.Add(await bounded.CompactAsync(CancellationToken.None).OrTimeout());
        while (freed[^1] > 0);

        freed.Should().HaveCountGreaterThan(5).And.OnlyContain(bytes => bytes <= 3 * 64 * 8_192);
        freed.Sum().Should().BeGreaterThan(8_000_000);
    }

    [Theory]
    [InlineData("3.00:00:00")]
    [InlineData("05:00:00")]
    public async Task An_ended_job_is_deleted_after_its_retention_time(string keepFor)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartAsync(builder =>
        {
            new Probe().Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(time);
        }, folder: null, ("Jobs:KeepFor", keepFor));
        var kept = TimeSpan.Parse(keepFor, CultureInfo.InvariantCulture);
        var id = await server.Client.EnqueueAsync();
        await server.Client.EndAsync(id);
        time.Advance(kept - TimeSpan.FromMinutes(2));
        await server.Client.ResultAsync(id);
        // The clock moves in steps, since of several nodes only one whose heartbeats go on deletes jobs.
        await Eventually.BecomesAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return (await server.Client.GetAsync($"/jobs/{id}")).StatusCode;
            },
            status => status == HttpStatusCode.NotFound);
        (await server.Client.GetJsonAsync($"/topics/job:{id}")).GetProperty("count").GetInt32().Should().Be(0);
    }

    // Publishes ten megabytes, of which the policy of the topic keeps one message.
    private static async Task<TestServer> StartFilledAsync(TemporaryFolder folder)
    {
        var server = await TestServer.StartAsync(
            configure: null, folder, TestStore.Sqlite, ("Topics:Policies:0:Match", "big"), ("Topics:Policies:0:MaxMessages", "1"),
            ("Topics:RetentionInterval", "1.00:00:00"));
        var filling = new string('x', 50_000);
        for (var i = 0; i < 200; i++)
            await server.Client.PublishAsync("big", filling);
        return server;
    }

    private static long FileBytes(TemporaryFolder folder) => new FileInfo(Path.Combine(folder.Path, "data", "streaming.db")).Length;

    private sealed class MinuteByMinute : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks) * TimeSpan.TicksPerMinute;
    }
}
