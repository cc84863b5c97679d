using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Streaming.Server.Http;

/// <summary>
/// Chooses the media type of a response by the header <c>Accept</c> (RFC 9110, section 12.5.1). For each media type the most specific range
/// in the header counts, and a range with <c>q=0</c> excludes the media type.
/// </summary>
internal static class AcceptedFormat
{
    /// <summary>
    /// Returns the media type with the highest <c>q</c>; among equals, the one whose range comes first in the header, then the one that
    /// comes first in the list. Null if the client accepts none of the media types.
    /// </summary>
    /// <param name="accept">The header <c>Accept</c>; a missing or invalid header accepts all media types.</param>
    /// <param name="offered">The media types in which the response is available, the preferred one first.</param>
    public static string? Choose(StringValues accept, IReadOnlyList<string> offered)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges) || ranges.Count == 0)
            return offered[0];
        string? best = null;
        var (bestQuality, bestPlace) = (0.0, int.MaxValue);
        foreach (var mediaType in offered)
        {
            if (MostSpecific(ranges, new MediaTypeHeaderValue(mediaType)) is not { } place)
                continue;
            var quality = ranges[place].Quality ?? 1;
            if (quality > bestQuality || (quality > 0 && quality == bestQuality && place < bestPlace))
                (best, bestQuality, bestPlace) = (mediaType, quality, place);
        }

        return best;
    }

    private static int? MostSpecific(IList<MediaTypeHeaderValue> ranges, MediaTypeHeaderValue mediaType)
    {
        int? found = null;
        for (var place = 0; place < ranges.Count; place++)
        {
            if (Matches(ranges[place], mediaType) && (found is not { } other || Specificity(ranges[place]) > Specificity(ranges[other])))
                found = place;
        }

        return found;
    }

    // All responses are UTF-8, so a range with charset=utf-8 matches too. The media types have no other parameters, so a range with another
    // parameter does not match.
    private static bool Matches(MediaTypeHeaderValue range, MediaTypeHeaderValue mediaType) =>
        (range.MatchesAllTypes || (range.Type.Equals(mediaType.Type, StringComparison.OrdinalIgnoreCase)
            && (range.MatchesAllSubTypes || range.SubType.Equals(mediaType.SubType, StringComparison.OrdinalIgnoreCase))))
        && IsUtf8(range.Charset);

    private static bool IsUtf8(StringSegment charset)
    {
        var name = HeaderUtilities.RemoveQuotes(charset);
        return !name.HasValue || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || name.Equals("utf8", StringComparison.OrdinalIgnoreCase);
    }

    private static int Specificity(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
}
