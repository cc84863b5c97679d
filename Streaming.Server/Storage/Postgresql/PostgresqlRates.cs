using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Stores the rate limits that all nodes (server processes) share in PostgreSQL.</summary>
internal sealed class PostgresqlRates(PostgresqlDatabase database, PostgresqlNodes nodes) : ISharedRates
{
    // The time limit of the query. A publish waits for the answer, and if the network loses packets, no answer arrives at all.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    public bool IsShared => nodes.Count > 1;

    public async ValueTask<int?> TakeAsync(
        string key, int needed, int wanted, int rate, int burst, CancellationToken cancellationToken)
    {
        try
        {
            // Starts the query on the thread pool. The calling thread may be an I/O thread of the sockets, which must not wait for the
            // database.
            return await ThreadPoolScheduler.Instance.RunAsync(() => TakeAsync(key, needed, wanted, rate, burst))
                .WaitAsync(s_timeout, cancellationToken);
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
        {
            return null;
        }
    }

    private async Task<int?> TakeAsync(string key, int needed, int wanted, int rate, int burst)
    {
        await using var command = database.Source.CreateCommand("SELECT streaming.take_rate_v1($1, $2, $3, $4, $5)");
        command.Parameters.Bytea(SHA256.HashData(Encoding.UTF8.GetBytes(key))).Integer(needed).Integer(wanted).Integer(rate)
            .Integer(burst);
        return (int)(await command.ReadValueAsync(CancellationToken.None))!;
    }
}
