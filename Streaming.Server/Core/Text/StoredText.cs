using System.Text;
using System.Text.Unicode;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Reads the data of messages from the database file. Earlier versions stored bytes that are not valid UTF-8, and halves of surrogate
/// pairs. This class replaces them by U+FFFD, since a WebSocket client would close the connection at each such message, and again after
/// each resume.
/// </summary>
internal static class StoredText
{
    /// <summary>Returns a copy of a message's stored data that is valid UTF-8.</summary>
    public static byte[] Read(DataKind kind, ReadOnlySpan<byte> stored)
    {
        var data = Utf8.IsValid(stored) ? stored.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stored));
        if (kind == DataKind.Json)
            WellFormedJson.ReplaceLoneSurrogates(data);
        return data;
    }
}
