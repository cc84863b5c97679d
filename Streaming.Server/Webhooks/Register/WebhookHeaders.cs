using System.Buffers;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Checks the headers that an administrator adds to the requests of a webhook. A refusal contains the name of a header, but never its
/// value, which may be secret.
/// </summary>
internal static class WebhookHeaders
{
    /// <summary>The maximum number of headers that an administrator can add to the requests of a webhook.</summary>
    public const int MaxCount = 20;

    /// <summary>The maximum number of characters in the name of a header that an administrator adds.</summary>
    public const int MaxNameLength = 100;

    /// <summary>The maximum number of characters in the value of a header that an administrator adds.</summary>
    public const int MaxValueLength = 2_048;

    /// <summary>
    /// The maximum number of characters in the names and values of all headers that an administrator adds to the requests of a webhook.
    /// </summary>
    public const int MaxTotalLength = 8_192;

    private const string SignaturePrefix = "webhook-";
    private const string ContentPrefix = "content-";

    // The headers that an administrator must not set. They apply to one connection only, determine to which host the request goes, or are
    // treated by .NET as a part of the body.
    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Allow", "Connection", "Expect", "Expires", "Host", "HTTP2-Settings", "Keep-Alive", "Last-Modified", "Proxy-Authenticate",
        "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private static readonly SearchValues<char> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// Returns the headers of a request to a receiver: the headers that an administrator has added to the webhook, and those of the
    /// signature.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Join(
        IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> signature) =>
        own.Count == 0 ? signature : new Dictionary<string, string>(own.Concat(signature), StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks the headers in a request that creates or changes a webhook.</summary>
    /// <param name="given">The headers in the request, by their names. A header with the value null keeps the value that the webhook has
    /// for it.</param>
    /// <param name="before">The headers that the webhook has now.</param>
    /// <returns>The headers to store, by their names. Upper and lower case are the same in names.</returns>
    /// <exception cref="RefusalException">A name or a value is not allowed, or there are too many headers.</exception>
    public static IReadOnlyDictionary<string, string> Check(
        IReadOnlyDictionary<string, string?> given, IReadOnlyDictionary<string, string> before)
    {
        if (given.Count > MaxCount)
            throw RefusalException.Invalid($"There are {given.Count} headers; give at most {MaxCount}.");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in given)
        {
            CheckName(name);
            if (!headers.TryAdd(name, CheckValue(name, value ?? ValueOf(name, before))))
                throw RefusalException.Invalid($"The header {name} is given twice; names are compared without case. Give it once.");
        }

        if (headers.Sum(header => header.Key.Length + header.Value.Length) > MaxTotalLength)
            throw RefusalException.Invalid(
                $"The names and values of the headers have more than {MaxTotalLength} characters together; give shorter or fewer headers.");
        return headers;
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExcept(s_token))
            throw RefusalException.Invalid(
                $"A header's name is not valid; give 1 to {MaxNameLength} letters, digits and characters such as - and _.");
        if (name.StartsWith(SignaturePrefix, StringComparison.OrdinalIgnoreCase))
            throw RefusalException.Invalid(
                $"The header {name} is not allowed, since the headers webhook-… are for the signature; give another name.");
        if (s_reserved.Contains(name) || name.StartsWith(ContentPrefix, StringComparison.OrdinalIgnoreCase))
            throw RefusalException.Invalid(
                $"The header {name} is not allowed, since it is for the connection or for the body of the request; leave it out.");
    }

    private static string ValueOf(string name, IReadOnlyDictionary<string, string> before)
    {
        foreach (var (known, value) in before)
        {
            if (string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        throw RefusalException.Invalid($"The header {name} has no value; null keeps the value of a header that exists. Give a value.");
    }

    private static string CheckValue(string name, string value) =>
        value.Length is > 0 and <= MaxValueLength && !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && value[0] != ' ' && value[^1] != ' '
            ? value
            : throw RefusalException.Invalid(
                $"The value of the header {name} is not valid; give 1 to {MaxValueLength} ASCII characters without control characters, " +
                "and no space at its beginning or end.");
}
