using System.Globalization;

namespace Streaming.Stress.Ledgers;

/// <summary>The id of a message as the beginning of its data: the digits, then a space and any other text.</summary>
internal static class IdText
{
    public static string Of(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the id at the beginning of a message's data; 0 if there is none.</summary>
    public static long Parse(ReadOnlySpan<char> data)
    {
        var space = data.IndexOf(' ');
        return long.TryParse(space < 0 ? data : data[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
    }
}
