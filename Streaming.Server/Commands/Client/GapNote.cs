using Streaming.Server.Transports.History;

namespace Streaming.Server.Commands.Client;

/// <summary>Tells the operator that the server does not have the messages after the position of <c>--after</c> any more.</summary>
internal static class GapNote
{
    /// <summary>Writes a note if the response says that messages are missing.</summary>
    public static async Task WriteAsync(HttpResponseMessage response, TextWriter notes)
    {
        if (response.Headers.TryGetValues(HistoryController.GapHeader, out var gaps))
            await notes.WriteLineAsync($"Messages are missing after the position of --after, or come again: {string.Join(' ', gaps)}");
    }
}
