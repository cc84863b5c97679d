using Npgsql;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Reads single values from PostgreSQL.</summary>
internal static class NpgsqlCommandExtensions
{
    /// <summary>
    /// Returns the first column of the first row of a result; null if there is no row. Npgsql's own method for this
    /// (<c>ExecuteScalarAsync</c>) waits for the rest of a long value by a blocking call, perhaps on the I/O thread that must receive it.
    /// The whole server would then wait for itself. This method receives the whole row first.
    /// </summary>
    public static async Task<object?> ReadValueAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? row.GetValue(0) : null;
    }
}
