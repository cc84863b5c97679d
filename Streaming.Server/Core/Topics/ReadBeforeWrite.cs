using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Reads what a write needs. If the store cannot be read, the client learns that nothing was stored, as if the write itself had failed.
/// </summary>
internal static class ReadBeforeWrite
{
    private const string NothingStored = "nothing was stored";

    /// <summary>Waits for a read.</summary>
    /// <exception cref="RefusalException">The store cannot be read.</exception>
    public static ValueTask<T> RunAsync<T>(ValueTask<T> read) => read.IsCompletedSuccessfully ? read : WaitAsync(read);

    private static async ValueTask<T> WaitAsync<T>(ValueTask<T> read)
    {
        try
        {
            return await read;
        }
        catch (RefusalException e) when (e.Reason == RefusalReason.Unavailable)
        {
            var end = e.Message.IndexOf(". ", StringComparison.Ordinal);
            throw new RefusalException(RefusalReason.Unavailable, end < 0 ? $"{e.Message.TrimEnd('.')}; {NothingStored}."
                : $"{e.Message[..end]}; {NothingStored}{e.Message[end..]}", e);
        }
    }
}
