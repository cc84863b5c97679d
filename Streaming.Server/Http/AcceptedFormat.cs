using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Streaming.Server.Http;

/// <summary>
/// Chooses the media type of a response by the request header <c>Accept</c> (RFC 9110, section 12.5.1), from the media types that the
/// server offers. If several entries of the header match a media type (such as <c>text/*</c> and <c>text/csv</c>), only the most specific
/// entry counts. An entry with <c>q=0</c> excludes the media type.
/// </summary>
internal static class AcceptedFormat
{
    /// <summary>
    /// Returns the offered media type with the highest weight (<c>q</c>) in the header <c>Accept</c>. Media types of equal weight are
    /// chosen in the order of the header, and then in the order of the offered types. Null if the client accepts none of the offered types.
    /// </summary>
    /// <param name="accept">The request header <c>Accept</c>; a missing or invalid header accepts all media types.</param>
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

    // Returns whether an entry of the header Accept, such as text/*, matches a media type. All responses are UTF-8, so an entry with
    // charset=utf-8 may match. An entry with any other parameter does not match.
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
