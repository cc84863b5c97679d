using Microsoft.Extensions.Options;
using Streaming.Server.Rooms;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Removes the members of nodes that are not registered: of dead nodes, and of nodes that ended before they had removed theirs.
/// </summary>
internal sealed class LostMembers(
    PostgresqlMemberTransactions transactions, PostgresqlDatabase database, PostgresqlNodes nodes, IOptions<PresenceOptions> options)
{
    private const int ChecksBetween = 12;

    private int _checks;
    private (int Nodes, int Removed) _seen;

    /// <summary>
    /// Removes the members in several transactions, if the number of living nodes has changed, if this node has removed dead nodes, or once
    /// a minute.
    /// </summary>
    /// <param name="keep">Receives the result of each transaction.</param>
    public async Task RemoveAsync(Action<MemberBatchResult> keep)
    {
        if (nodes.Id is null || ((nodes.Count, nodes.Removed) == _seen && ++_checks < ChecksBetween))
            return;
        (_seen, _checks) = ((nodes.Count, nodes.Removed), 0);
        while (await PostgresqlMemberReads.HasLostMembersAsync(database, CancellationToken.None))
        {
            var result = await transactions.RemoveAsync(options.Value.MaxListed);
            keep(result);
            // Another node is removing them.
            if (result.Removed == 0)
                return;
        }
    }
}
