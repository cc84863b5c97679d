using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests jobs that are enqueued in a transaction of the application.</summary>
public sealed class TransactionTests
{
    private readonly Probe _probe = new();

    [Fact]
    public async Task A_job_is_enqueued_together_with_the_applications_rows_or_not_at_all()
    {
        await using var server = await _probe.StartAsync(TestStore.Sqlite);
        var jobs = server.Get<TransactionalJobs>();
        using var connection = jobs.OpenConnection();
        Run(connection, "CREATE TABLE orders (id TEXT)");

        JobId lost, kept;
        using (var transaction = connection.BeginTransaction())
        {
            Run(connection, "INSERT INTO orders VALUES ('lost')");
            lost = jobs.Enqueue(transaction, "probe", new ProbeArguments { Number = 1 });
            transaction.Rollback();
        }

        using (var transaction = connection.BeginTransaction())
        {
            Run(connection, "INSERT INTO orders VALUES ('kept')");
            kept = jobs.Enqueue(transaction, "probe", new ProbeArguments { Number = 2 });
            (await server.Get<JobClient>().FindAsync(kept).OrTimeout()).Should().BeNull("the job is not visible before the commit");
            transaction.Commit();
        }

        (await server.Client.EndAsync(kept.Value)).Should().Equal("queued", "started", "succeeded");
        (await server.Client.ResultAsync(kept.Value)).GetProperty("number").GetInt32().Should().Be(2);
        (await server.Get<JobClient>().FindAsync(lost).OrTimeout()).Should().BeNull();
        (await server.Client.GetJsonAsync($"/topics/{lost.Topic}")).GetProperty("count").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task An_existing_subscriber_of_the_job_receives_its_first_event()
    {
        await using var server = await _probe.StartAsync(TestStore.Sqlite);
        var jobs = server.Get<TransactionalJobs>();
        using var connection = jobs.OpenConnection();
        using var transaction = connection.BeginTransaction();
        var id = jobs.Enqueue(transaction, "probe", new ProbeArguments());
        await using var events = await EventStream.OpenAsync(server.Client, $"/topics/{id.Topic}/events");
        transaction.Commit();
        (await events.TakeAsync(3)).Select(each => each.Type).Should().Equal("queued", "started", "succeeded");
    }

    [Fact]
    public async Task A_key_works_in_an_applications_transaction_and_invalid_arguments_are_refused()
    {
        await using var server = await _probe.StartAsync(TestStore.Sqlite);
        var jobs = server.Get<TransactionalJobs>();
        var callers = await server.Client.EnqueueAsync(headers: ("Idempotency-Key", "k"));
        var before = (await server.Get<JobClient>().EnqueueAsync("probe", new ProbeArguments(), new EnqueueOptions { IdempotencyKey = "k" })
            .OrTimeout()).Id.Value;
        before.Should().NotBe(callers, "keys of the application and of callers are separate");
        using var connection = jobs.OpenConnection();
        using var transaction = connection.BeginTransaction();
        jobs.Enqueue(transaction, "probe", new ProbeArguments(), new EnqueueOptions { IdempotencyKey = "k" }).Value.Should().Be(before);
        var wrong = () => jobs.Enqueue(transaction, "probe", new ProbeArguments { Number = 1_000 });
        wrong.Should().Throw<RefusalException>().WithMessage("*between 0 and 100*");
        var other = () => jobs.Enqueue(
            transaction, "probe", new ProbeArguments { Number = 7 }, new EnqueueOptions { IdempotencyKey = "k" });
        other.Should().Throw<RefusalException>().WithMessage("*'k' was used for another payload*").Which.Reason.Should()
            .Be(RefusalReason.Unprocessable);
        transaction.Commit();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
