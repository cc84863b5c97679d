namespace Streaming.Server.History;

/// <summary>Reads the first item of a sequence before the response starts, so that a store that cannot be read gives an error status and not a broken download.</summary>
internal static class FirstRead
{
    /// <summary>The same sequence, of which the first item has been read. It can be enumerated once.</summary>
    public static async Task<IAsyncEnumerable<T>> ReadFirstAsync<T>(this IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        var enumerator = items.GetAsyncEnumerator(cancellationToken);
        try
        {
            return All(enumerator, await enumerator.MoveNextAsync());
        }
        catch
        {
            await enumerator.DisposeAsync();
            throw;
        }
    }

    private static async IAsyncEnumerable<T> All<T>(IAsyncEnumerator<T> enumerator, bool hasCurrent)
    {
        await using (enumerator)
        {
            for (; hasCurrent; hasCurrent = await enumerator.MoveNextAsync())
                yield return enumerator.Current;
        }
    }
}
