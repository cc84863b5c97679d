using Microsoft.Extensions.Options;
using Streaming.Server.Rooms;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Removes room members whose node (server process) is no longer registered in the database. These are the members of dead nodes, and of
/// nodes that stopped without removing their own members.
/// </summary>
internal sealed class LostMembers(
    PostgresqlMemberTransactions transactions, PostgresqlDatabase database, PostgresqlNodes nodes, IOptions<PresenceOptions> options)
{
    private const int ChecksBetween = 12;

    private int _checks;
    private (int Nodes, int Removed) _seen;

    /// <summary>
    /// Removes members whose node is no longer registered, in several transactions. Does so only if one of three things has happened: the
    /// number of living nodes has changed, this node has removed dead nodes, or a minute has passed since the last check.
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
            // This transaction has removed no member, because another node is removing the same members.
            if (result.Removed == 0)
                return;
        }
    }
}
