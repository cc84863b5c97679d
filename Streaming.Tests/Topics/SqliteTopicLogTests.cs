using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class SqliteTopicLogTests : TopicLogContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_transaction_with_a_failed_append_is_rolled_back_completely()
    {
        await Log.AppendAsync("a", "before");
        using (var connection = Stores.Database(_folder).Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "CREATE TRIGGER refuse BEFORE INSERT ON messages WHEN NEW.data = 'poison' BEGIN SELECT RAISE(ABORT, " +
                "'poison'); END";
            command.ExecuteNonQuery();
        }

        AppendRequest[] appends = [Appends.Of("a", "1", "2"), Appends.Of("b", "3").With("k"), Appends.Of("c", "poison")];
        var append = async () => await Log.AppendAsync(appends, CancellationToken.None).OrTimeout();

        await append.Should().ThrowAsync<RefusalException>().WithMessage("*nothing was stored*");
        (await Log.AllAsync("a")).Should().Equal((1, "before"));
        (await Log.StateAsync("b")).Newest.Should().Be(0);
        (await Log.ListAsync(after: null, 10, CancellationToken.None).OrTimeout()).Should().HaveCount(1);
        (await Log.AppendAsync("a", "after")).First.Should().Be(2, "the log goes on");
        (await Log.AppendAsync(Appends.Of("b", "3").With("k"))).Appended.Should().Be(1, "the key was not kept either");
    }

    [Fact]
    public async Task A_second_process_on_the_file_sees_everything()
    {
        await Log.AppendAsync("a", "one");
        await using var other = await OpenAnotherAsync();

        (await other.AllAsync("a")).Should().Equal((1, "one"));
        (await other.StateAsync("a")).Should().Be(await Log.StateAsync("a"));
        (await other.StateAsync("unwritten")).Should().Be(await Log.StateAsync("unwritten"));
        (await other.AppendAsync("a", "two")).First.Should().Be(2);
        (await Log.AllAsync("a")).Should().Equal((1, "one"), (2, "two"));
        await other.TrimAsync("a", 2);
        (await Log.AllAsync("a")).Should().Equal((2, "two"));
    }

    [Fact]
    public async Task A_key_used_in_one_process_is_known_in_another()
    {
        await Log.AppendAsync(Appends.Of("a", "one").With("k"));
        await using var other = await OpenAnotherAsync();
        (await other.AppendAsync(Appends.Of("a", "one").With("k"))).Appended.Should().Be(0);
    }

    [Fact]
    public async Task The_epoch_is_the_same_after_opening_the_file_again()
    {
        var written = await Log.AppendAsync("a", "one");
        var unwritten = await Log.StateAsync("b");
        await DisposeAsync();

        await using var reopened = await OpenAnotherAsync();
        (await reopened.StateAsync("a")).Should().Be(new LogState(written.Epoch, 1, 1));
        (await reopened.StateAsync("b")).Should().Be(unwritten);
        (await reopened.AppendAsync("b", "one")).Epoch.Should().Be(unwritten.Epoch);
    }

    [Fact]
    public async Task A_new_file_has_another_epoch()
    {
        using var folder = new TemporaryFolder();
        await using var other = Stores.Sqlite(folder);
        await other.StartAsync(CancellationToken.None);
        (await other.StateAsync("a")).Epoch.Should().NotBe((await Log.StateAsync("a")).Epoch);
    }

    [Fact]
    public async Task Two_processes_that_append_concurrently_leave_no_hole()
    {
        const int Each = 300;
        await using var other = await OpenAnotherAsync();

        var offsets = await Task.WhenAll(
            ((ITopicLog[])[Log, other]).SelectMany(log => Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var mine = new List<long>();
            for (var i = 0; i < Each; i++)
                mine.Add((await log.AppendAsync("a", $"{writer}")).First);
            return mine;
        })))).OrTimeout();

        var expected = Enumerable.Range(1, 8 * Each).Select(offset => (long)offset);
        offsets.SelectMany(mine => mine).Order().Should().Equal(expected);
        (await Log.AllAsync("a")).Select(message => message.Offset).Should().Equal(expected);
    }

    [Fact]
    public async Task Several_processes_may_create_the_file_at_the_same_time()
    {
        using var folder = new TemporaryFolder();
        var logs = Enumerable.Range(0, 4).Select(_ => Stores.Sqlite(folder)).ToList();
        await Task.WhenAll(logs.Select(log => Task.Run(() => log.StartAsync(CancellationToken.None)))).OrTimeout();

        for (var i = 0; i < logs.Count; i++)
            (await logs[i].AppendAsync("a", $"{i}")).First.Should().Be(i + 1);
        foreach (var log in logs)
            await log.DisposeAsync().OrTimeout();
    }

    [Fact]
    public async Task Waiting_appends_are_written_when_the_log_is_disposed()
    {
        using var folder = new TemporaryFolder();
        var log = Stores.Sqlite(folder);
        await log.StartAsync(CancellationToken.None);
        var appends = Enumerable.Range(0, 200).Select(i => log.AppendAsync("a", $"{i}")).ToList();
        await log.DisposeAsync().OrTimeout();
        var results = await Task.WhenAll(appends).OrTimeout();

        await using var reopened = Stores.Sqlite(folder);
        await reopened.StartAsync(CancellationToken.None);
        (await reopened.AllAsync("a")).Should().Equal(results.Select((result, i) => (result.First, $"{i}")));
    }

    private protected override ValueTask<ITopicLog> OpenAsync() => ValueTask.FromResult<ITopicLog>(Stores.Sqlite(_folder));

    private async Task<SqliteTopicLog> OpenAnotherAsync()
    {
        var log = Stores.Sqlite(_folder);
        await log.StartAsync(CancellationToken.None).OrTimeout();
        return log;
    }
}
