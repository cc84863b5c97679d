using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http.Rows;

/// <summary>
/// Runs the code that writes a long response, and ends the response correctly. If an error occurs after the first byte was sent, or if the
/// server stops, the connection is aborted. So the client does not treat an incomplete response as complete.
/// </summary>
internal sealed partial class RowResponse
{
    /// <summary>Runs a function that writes the response.</summary>
    /// <param name="http">The HTTP request whose response is written.</param>
    /// <param name="write">A function that writes the response. Its token is cancelled when the client disconnects, the server closes its
    /// streams, or <paramref name="ended"/> is cancelled.</param>
    /// <param name="ended">A token that ends the response for another reason. The function handles this cancellation itself.</param>
    public static async Task RunAsync(HttpContext http, Func<CancellationToken, Task> write, CancellationToken ended = default)
    {
        using var closing = http.RequestServices.GetRequiredService<StreamLifetime>().Begin(http, CancellationToken.None);
        // Aborts the connection at once, even if the code that produces the rows does not react to the cancellation of its token.
        await using var abort = closing.Token.UnsafeRegister(static http => ((HttpContext)http!).Abort(), http);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(closing.Token, ended);
        try
        {
            await write(ending.Token);
        }
        catch (Exception) when (closing.IsCancellationRequested)
        {
            // The client has disconnected, or the connection was aborted because the server stops.
        }
        catch (ClientDisconnectedException)
        {
            // The client has disconnected during a write.
        }
        catch (RefusalException e) when (HasBegun(http.Response))
        {
            LogRefused(http.RequestServices.GetRequiredService<ILogger<RowResponse>>(), e.Message);
            http.Abort();
        }
        catch (Exception e) when (HasBegun(http.Response))
        {
            LogBroken(http.RequestServices.GetRequiredService<ILogger<RowResponse>>(), e);
            http.Abort();
        }
    }

    private static bool HasBegun(HttpResponse response) => response.HasStarted || response.BodyWriter.UnflushedBytes > 0;

    [LoggerMessage(1, LogLevel.Warning, "Failed to complete a streamed response; aborted its connection.")]
    private static partial void LogBroken(ILogger logger, Exception exception);

    // For example, the topic was deleted in the meantime.
    [LoggerMessage(2, LogLevel.Information, "Cannot complete a streamed response; aborted its connection: {Refusal}")]
    private static partial void LogRefused(ILogger logger, string refusal);
}
