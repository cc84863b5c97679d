using System.Diagnostics;
using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Jobs that are enqueued in a transaction of the application on PostgreSQL.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlTransactionTests : TestsWithPostgres
{
    private readonly Probe _probe = new();

    [PostgresFact]
    public async Task A_job_is_enqueued_together_with_the_applications_rows_or_not_at_all()
    {
        await using var server = await _probe.StartAsync(Database.Settings);
        var jobs = server.Get<PostgresqlTransactionalJobs>();
        await Database.RunAsync("CREATE TABLE orders (id text)");
        await using var connection = await jobs.OpenConnectionAsync().OrTimeout();

        JobId lost, kept;
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await RunAsync(transaction, "INSERT INTO orders VALUES ('lost')");
            lost = await jobs.EnqueueAsync(transaction, "probe", new ProbeArguments { Number = 1 }).OrTimeout();
            await transaction.RollbackAsync();
        }

        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await RunAsync(transaction, "INSERT INTO orders VALUES ('kept')");
            kept = await jobs.EnqueueAsync(transaction, "probe", new ProbeArguments { Number = 2 }).OrTimeout();
            // Other jobs and publishes do not wait for the open transaction.
            (await server.Client.EndAsync(await server.Client.EnqueueAsync())).Should().EndWith("succeeded");
            await server.Client.PublishAsync("news", "meanwhile");
            (await server.Get<JobClient>().FindAsync(kept).OrTimeout()).Should().BeNull("the job is not visible before the commit");
            await transaction.CommitAsync();
        }

        await Eventually.BecomesAsync(async () => await server.Get<JobClient>().FindAsync(kept), job => job is not null);
        (await server.Client.EndAsync(kept.Value)).Should().Equal("queued", "started", "succeeded");
        (await server.Client.ResultAsync(kept.Value)).GetProperty("number").GetInt32().Should().Be(2);
        (await server.Get<JobClient>().FindAsync(lost).OrTimeout()).Should().BeNull();
    }

    [PostgresFact]
    public async Task A_job_of_an_applications_transaction_continues_the_trace_of_the_application()
    {
        await using var server = await _probe.StartAsync(Database.Settings);
        Activity? run = null;
        _probe.Run = (_, _) =>
        {
            run = Activity.Current;
            return Task.FromResult(new ProbeResult(0));
        };
        using var activity = new Activity("order").Start();
        await using var connection = await server.Get<PostgresqlTransactionalJobs>().OpenConnectionAsync().OrTimeout();
        await using var transaction = await connection.BeginTransactionAsync();
        var id = await server.Get<PostgresqlTransactionalJobs>().EnqueueAsync(transaction, "probe", new ProbeArguments()).OrTimeout();
        await transaction.CommitAsync();
        activity.Stop();
        await Eventually.BecomesAsync(async () => await server.Get<JobClient>().FindAsync(id), job => job is { HasEnded: true });
        (run!.TraceId, run.ParentSpanId).Should().Be((activity.TraceId, activity.SpanId));
    }

    [PostgresFact]
    public async Task A_key_works_in_an_applications_transaction_and_invalid_arguments_are_refused()
    {
        await using var server = await _probe.StartAsync(Database.Settings);
        var jobs = server.Get<PostgresqlTransactionalJobs>();
        var keyed = new EnqueueOptions { IdempotencyKey = "k" };
        var before = (await server.Get<JobClient>().EnqueueAsync("probe", new ProbeArguments(), keyed).OrTimeout()).Id;
        await using var connection = await jobs.OpenConnectionAsync().OrTimeout();
        await using var transaction = await connection.BeginTransactionAsync();

        (await jobs.EnqueueAsync(transaction, "probe", new ProbeArguments(), keyed).OrTimeout()).Should().Be(before);
        var wrong = () => jobs.EnqueueAsync(transaction, "probe", new ProbeArguments { Number = 1_000 });
        await wrong.Should().ThrowAsync<RefusalException>().WithMessage("*between 0 and 100*");
        var other = () => jobs.EnqueueAsync(transaction, "probe", new ProbeArguments { Number = 7 }, keyed);
        await other.Should().ThrowAsync<RefusalException>().WithMessage("*'k' was used for another payload*");

        var options = new EnqueueOptions { IdempotencyKey = "later" };
        var first = await jobs.EnqueueAsync(transaction, "probe", new ProbeArguments(), options).OrTimeout();
        var second = await jobs.EnqueueAsync(transaction, "probe", new ProbeArguments(), options).OrTimeout();
        await transaction.CommitAsync();
        await Eventually.BecomesAsync(async () => await server.Get<JobClient>().FindAsync(first), job => job is { HasEnded: true });
        (await server.Get<JobClient>().FindAsync(second).OrTimeout()).Should().BeNull("the key was used in the same transaction");
    }

    private static async Task RunAsync(NpgsqlTransaction transaction, string sql)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync().OrTimeout();
    }
}
