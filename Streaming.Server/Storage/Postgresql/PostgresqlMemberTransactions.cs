using Microsoft.Extensions.Options;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Commits the transactions about members, one after the other, and makes their messages visible on this node.</summary>
internal sealed class PostgresqlMemberTransactions(
    PostgresqlDatabase database, PostgresqlTopicIds ids, PostgresqlAnnouncer announcer, CommittedPresence committed,
    IOptions<PostgresqlOptions> options, TimeProvider time) : IAsyncDisposable
{
    private readonly PostgresqlWriter _writer = new(database, announcer, options.Value.RetryFor, time);

    // Messages have the time of the database, except in tests with another clock.
    private long? Now => ReferenceEquals(time, TimeProvider.System) ? null : PostgresqlTime.From(time.UtcNowMicroseconds());

    public Task<MemberBatchResult> CommitAsync(MemberBatch batch, int maxListed) =>
        CommitAsync(new MemberCommit(batch, maxListed, Now, database, ids));

    /// <summary>Removes members of a node that is not registered.</summary>
    public Task<MemberBatchResult> RemoveAsync(int maxListed) => CommitAsync(new MemberRemoval(maxListed, Now, database, ids));

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task<MemberBatchResult> CommitAsync(IPostgresqlCommit<MemberBatchResult> commit)
    {
        var result = await _writer.CommitAsync(commit, CancellationToken.None);
        committed.Show(result);
        return result;
    }
}
