using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Postgresql;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Reads of jobs, webhooks and files after all connections of the pool have broken.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlReadTests : TestsWithPostgres
{
    private TestServer? _server;

    private TestServer Server => _server ?? throw new InvalidOperationException("Not started yet.");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _server = await TestServer.StartAsync(Database.Settings);
    }

    public override async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await base.DisposeAsync();
    }

    [PostgresFact]
    public async Task Reads_of_jobs_and_webhooks_are_repeated_on_another_connection()
    {
        var (jobs, webhooks) = (Server.Get<IJobQueue>(), Server.Get<IWebhookStore>());
        Func<Task>[] reads =
        [
            () => jobs.ListAsync(new JobFilter(), CancellationToken.None).AsTask(),
            () => jobs.CountAsync(TimeProvider.System.GetUtcNow().UtcDateTime, CancellationToken.None).AsTask(),
            () => jobs.FindAsync(JobId.New(TimeProvider.System.GetUtcNow().UtcDateTime), CancellationToken.None).AsTask(),
            () => jobs.ListSchedulesAsync(CancellationToken.None).AsTask(),
            () => webhooks.ListAsync(CancellationToken.None).AsTask(),
        ];
        foreach (var read in reads)
        {
            await BreakAllAsync();
            await read().OrTimeout();
        }
    }

    [PostgresFact]
    public async Task The_refusal_names_the_connection_pool_if_all_its_connections_are_in_use()
    {
        await using var node = await PostgresNode.StartAsync(
            Database.ConnectionString + ";Maximum Pool Size=4;Timeout=1", options: new PostgresqlOptions { RetryFor = TimeSpan.Zero });
        var busy = new List<NpgsqlConnection>();
        try
        {
            while (busy.Count < 4)
                busy.Add(await node.Database.Source.OpenConnectionAsync().OrTimeout());

            var read = async () => await node.Log.ListAsync(after: null, 10, CancellationToken.None).OrTimeout();
            var write = async () => await node.Log.AppendAsync("news", "hello").OrTimeout();

            (await read.Should().ThrowAsync<RefusalException>()).Which.Message.Should().Contain("Maximum Pool Size");
            (await write.Should().ThrowAsync<RefusalException>()).Which.Message.Should().Contain("Maximum Pool Size")
                .And.Contain("nothing was stored");
        }
        finally
        {
            foreach (var connection in busy)
                await connection.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task A_file_is_read_on_although_the_connections_break()
    {
        var files = Server.Get<PostgresqlJobFiles>();
        await using (var written = files.Create("report.txt"))
            await written.WriteAsync("one two"u8.ToArray());
        await files.FinishAsync("report.txt", CancellationToken.None).OrTimeout();

        await BreakAllAsync();
        var file = await files.OpenAsync("report.txt", CancellationToken.None).OrTimeout();
        await BreakAllAsync();
        using var reader = new StreamReader(file!.Stream);
        (await reader.ReadToEndAsync().OrTimeout()).Should().Be("one two");
    }

    // Several connections are idle in the pool, and all are broken.
    private async Task BreakAllAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(
            i => Server.Client.GetJsonAsync($"/topics/t{i}"))).OrTimeout();
        (await Database.CutAsync("application_name = 'streaming'")).Should().BePositive("connections were broken");
    }
}
