using System.Text;
using System.Text.Unicode;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Data as it is read from the file. A file may hold bytes that are not valid UTF-8, and half surrogate pairs, from versions that took them: readers get U+FFFD in their place,
/// since a WebSocket client would close at each such message, after each resume again.
/// </summary>
internal static class StoredText
{
    /// <summary>A copy of the data that is valid UTF-8.</summary>
    public static byte[] Read(DataKind kind, ReadOnlySpan<byte> stored)
    {
        var data = Utf8.IsValid(stored) ? stored.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stored));
        if (kind == DataKind.Json)
            WellFormedJson.ReplaceLoneSurrogates(data);
        return data;
    }
}
