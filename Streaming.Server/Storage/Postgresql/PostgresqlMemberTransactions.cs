using Microsoft.Extensions.Options;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Commits transactions that store or remove room members, one after the other. After each commit, sends the messages about joins and
/// leaves to the subscribers on this node.
/// </summary>
internal sealed class PostgresqlMemberTransactions(
    PostgresqlDatabase database, PostgresqlTopicIds ids, PostgresqlAnnouncer announcer, CommittedPresence committed,
    IOptions<PostgresqlOptions> options, TimeProvider time) : IAsyncDisposable
{
    private readonly PostgresqlWriter _writer = new(database, announcer, options.Value.RetryFor, time);

    // The time that messages about joins and leaves get. Null if they get the time of the database. Only tests use another clock than that
    // of the machine, and messages then get the time of that clock.
    private long? Now => database.Clock.IsOfMachine(time) ? null : PostgresqlTime.From(time.UtcNowMicroseconds());

    public Task<MemberBatchResult> CommitAsync(MemberBatch batch, int maxListed) =>
        CommitAsync(new MemberCommit(batch, maxListed, Now, database, ids));

    /// <summary>Removes room members whose node (server process) is no longer registered.</summary>
    public Task<MemberBatchResult> RemoveAsync(int maxListed) => CommitAsync(new MemberRemoval(maxListed, Now, database, ids));

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task<MemberBatchResult> CommitAsync(IPostgresqlCommit<MemberBatchResult> commit)
    {
        var result = await _writer.CommitAsync(commit, CancellationToken.None);
        committed.MakeVisible(result);
        return result;
    }
}
