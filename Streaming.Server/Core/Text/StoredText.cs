using System.Text;
using System.Text.Unicode;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Repairs the data of messages that earlier versions of the server stored. Such data may contain bytes that are not valid UTF-8, or halves
/// of surrogate pairs. This class replaces them by U+FFFD. Otherwise a WebSocket client would close the connection at each such message,
/// and again after each reconnect.
/// </summary>
internal static class StoredText
{
    /// <summary>Whether the stored data of a message is valid, so that it needs no repair and can be used without a copy.</summary>
    public static bool IsIntact(DataKind kind, ReadOnlySpan<byte> stored) =>
        kind == DataKind.Binary || (Utf8.IsValid(stored) && (kind != DataKind.Json || stored.IndexOf("\\u"u8) < 0));

    /// <summary>
    /// Returns a copy of the stored data of a message. Parts of text or JSON that are not valid are replaced by U+FFFD.
    /// </summary>
    public static byte[] Read(DataKind kind, ReadOnlySpan<byte> stored)
    {
        if (kind == DataKind.Binary)
            return stored.ToArray();
        var data = Utf8.IsValid(stored) ? stored.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stored));
        if (kind == DataKind.Json)
            WellFormedJson.ReplaceLoneSurrogates(data);
        return data;
    }
}
