using Microsoft.Extensions.Options;
using Streaming.Server.Rooms;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Removes the room members whose node (server process) is no longer registered in the database: the members of dead nodes, and of nodes
/// that stopped before they had removed their own members.
/// </summary>
internal sealed class LostMembers(
    PostgresqlMemberTransactions transactions, PostgresqlDatabase database, PostgresqlNodes nodes, IOptions<PresenceOptions> options)
{
    private const int ChecksBetween = 12;

    private int _checks;
    private (int Nodes, int Removed) _seen;

    /// <summary>
    /// Removes members whose node is no longer registered, in several transactions. The method does so only if the number of living nodes
    /// has changed, if this node has removed dead nodes, or if a minute has passed since the last check.
    /// </summary>
    /// <param name="keep">A function that receives the result of each transaction.</param>
    public async Task RemoveAsync(Action<MemberBatchResult> keep)
    {
        if (nodes.Id is null || ((nodes.Count, nodes.Removed) == _seen && ++_checks < ChecksBetween))
            return;
        (_seen, _checks) = ((nodes.Count, nodes.Removed), 0);
        while (await PostgresqlMemberReads.HasLostMembersAsync(database, CancellationToken.None))
        {
            var result = await transactions.RemoveAsync(options.Value.MaxListed);
            keep(result);
            // No member was removed, since another node is removing the same members.
            if (result.Removed == 0)
                return;
        }
    }
}
