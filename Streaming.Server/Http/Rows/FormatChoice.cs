using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http.Rows;

/// <summary>
/// Chooses the format of a response: the format in the query (<c>?format=</c>), otherwise the format that the header <c>Accept</c> prefers,
/// otherwise the first of the offered formats.
/// </summary>
/// <param name="offered">The formats in which the response is available. The first one is the default.</param>
internal sealed class FormatChoice(IReadOnlyList<RowFormat> offered)
{
    private readonly string[] _accepted =
        [.. offered.Select(format => format.MediaType), .. offered.SelectMany(format => format.OtherMediaTypes)];

    /// <summary>Returns the format of the response, and the value of its header <c>Content-Type</c>.</summary>
    /// <exception cref="RefusalException">The response is not available in a format that the request names or accepts.</exception>
    public (RowFormat Format, string ContentType) Of(HttpRequest request)
    {
        if (request.Query["format"].ToString() is { Length: > 0 } name)
            return ByName(name) is { } named ? (named, named.ContentType)
                : throw RefusalException.Invalid($"The format is not known; use one of {Names()}.");
        var mediaType = AcceptedFormat.Choose(request.Headers.Accept, _accepted)
            ?? throw new RefusalException(
                RefusalReason.NotAcceptable,
                $"No format in Accept is available; accept one of {string.Join(", ", offered.Select(format => format.MediaType))}, " +
                    "or name a format with ?format=.");
        foreach (var format in offered)
        {
            if (format.MediaType == mediaType)
                return (format, format.ContentType);
        }

        return (offered.First(format => format.OtherMediaTypes.Contains(mediaType, StringComparer.Ordinal)), mediaType);
    }

    private RowFormat? ByName(string name) => offered.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.Ordinal));

    private string Names() => string.Join(", ", offered.Select(format => format.Name));
}
